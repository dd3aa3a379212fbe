/** Opening the store from a notebook. */
import { broadcast } from "../notebook/mod.ts";
import { loadStore, Store } from "../store/mod.ts";

const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);

/**
 * The store with the rows of the experiments named, or of all when none is named. Experiments opened are what a frozen
 * report depends on, so name those that the notebook reads.
 *
 * In a session started by hand, the store is built from the records when there is none yet.
 */
export async function openStore(...experiments: string[]): Promise<Store> {
  broadcast("loadline_reads", {
    experiments: experiments.length > 0 ? experiments : ["*"],
  });
  const path = `${root}data/loadline.duckdb`;
  try {
    await Deno.stat(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    await loadStore(`${root}data`, path);
  }
  return await Store.open(path, { experiments });
}
