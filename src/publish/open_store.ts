/** Opens the store from a notebook. */
import { findParentConnection } from "../jupyter/sandbox/parent_service.ts";
import { findProject } from "../jupyter/sandbox/project.ts";
// A single file: the others of `notebook` run kernels, which a notebook does not.
import { broadcast } from "../notebook/broadcast.ts";
import { exists, UsageError } from "../record/mod.ts";
import { storeAddress } from "../store/lake/lake_url.ts";
import { Store } from "../store/store.ts";
import { requireExperiments } from "./experiments.ts";
import { openRemote } from "./remote_store.ts";

/**
 * Opens the store with the rows of the named experiments, or of all if none is named. A frozen report depends on the
 * experiments opened, so name those that the notebook reads.
 *
 * In an interactive session, brings the store up to date with the records first. Throws `RangeError` for an experiment
 * without a record, and `UsageError` if there is no folder of records.
 *
 * @example
 * ```ts
 * import { openStore, successRates } from "loadline";
 *
 * using store = await openStore("cluster-scale");
 * const rates = await successRates(store);
 * rates.length > 0; // true
 * ```
 */
export async function openStore(...experiments: string[]): Promise<Store> {
  broadcast("loadline_reads", {
    experiments: experiments.length > 0 ? experiments : ["*"],
  });
  const connection = findParentConnection();
  if (connection) return new Store(await openRemote(connection, experiments));
  return await openFromRecords(`${findProject(Deno.cwd())}data`, experiments);
}

/** Opens the store of the records of this folder, brought up to date. Throws the errors of `openStore`. */
export async function openFromRecords(
  data: string,
  experiments: readonly string[],
): Promise<Store> {
  if (!await exists(data)) {
    throw new UsageError(
      `Cannot open the store as there is no folder ${data}: ` +
        "restore it from version control, or make records with deno task run",
    );
  }
  // Imported only here: a notebook in a report may not load DuckDB's addon.
  const { loadStore } = await import("../store/load.ts");
  const { path } = await loadStore(data, storeAddress(data));
  const store = await Store.open(path, { experiments });
  try {
    await requireExperiments(store, experiments);
  } catch (error) {
    store.close();
    throw error;
  }
  return store;
}
