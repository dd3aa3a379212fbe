/** Opens the store from a notebook. */
import { broadcast, findParentConnection } from "../notebook/mod.ts";
import { UsageError } from "../record/mod.ts";
import { Store } from "../store/store.ts";
import { findStore } from "../store/store_path.ts";
import { requireExperiments } from "./experiments.ts";
import { openRemote } from "./remote_store.ts";

const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);

/**
 * Opens the store with the rows of the named experiments, or of all if none is named. A frozen report depends on the
 * experiments opened, so name those that the notebook reads.
 *
 * In an interactive session, builds the store from the records if there is none yet. Throws `RangeError` for an
 * experiment without a record, and `UsageError` if there is no folder of records.
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
  return await openFromRecords(`${root}data`, experiments);
}

/** Opens the store beside the records of this folder, built if missing. Throws the errors of `openStore`. */
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
  const path = `${data}/loadline.duckdb`;
  const store = await Store.open(
    await findStore(data, path) ?? await buildStore(data, path),
    { experiments },
  );
  try {
    await requireExperiments(store, experiments);
  } catch (error) {
    store.close();
    throw error;
  }
  return store;
}

async function buildStore(data: string, path: string): Promise<string> {
  // Imported only here: a notebook in a report may not load DuckDB's addon.
  const { loadStore } = await import("../store/load.ts");
  return (await loadStore(data, path)).path;
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
