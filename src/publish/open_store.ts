/** Opening the store from a notebook. */
import { broadcast, serviceConnection } from "../notebook/mod.ts";
import { UsageError } from "../record/mod.ts";
import { Store } from "../store/store.ts";
import { findStore } from "../store/store_path.ts";
import { requireExperiments } from "./experiments.ts";
import { openRemote } from "./remote_store.ts";

const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);

/**
 * The store with the rows of the experiments named, or of all when none is named. Experiments opened are what a frozen
 * report depends on, so name those that the notebook reads.
 *
 * In a session started by hand, the store is built from the records when there is none yet. Throws RangeError for an
 * experiment that no record is of, and `UsageError` when there is no folder of records.
 */
export async function openStore(...experiments: string[]): Promise<Store> {
  broadcast("loadline_reads", {
    experiments: experiments.length > 0 ? experiments : ["*"],
  });
  const connection = serviceConnection();
  if (connection) return new Store(await openRemote(connection, experiments));
  return await openFromRecords(`${root}data`, experiments);
}

/** The store beside the records of this folder, built when it is not there. Throws as `openStore`. */
export async function openFromRecords(
  data: string,
  experiments: readonly string[],
): Promise<Store> {
  if (!await isThere(data)) {
    throw new UsageError(
      `Cannot open the store as there is no folder ${data}: restore it from version control, or make records with deno task run`,
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
  // Only here: a notebook in a report may not load the addon.
  const { loadStore } = await import("../store/load.ts");
  return (await loadStore(data, path)).path;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
