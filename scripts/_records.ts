/** The store of a folder of records, brought up to date by every script in the same way. */
import {
  describeLeftOut,
  type LoadResult,
  loadStore,
} from "../src/store/mod.ts";
import { progress, tell } from "./_main.ts";

/** Loads what is new, shows what goes on, and tells what was left out. */
export async function loadRecords(data: string): Promise<LoadResult> {
  progress("reading records");
  const loaded = await loadStore(data, `${data}/loadline.duckdb`, {
    onProgress: (done, total, part) =>
      progress(`loading record ${done + 1}/${total} ${part}`),
    onWait: () => progress("waiting for another load of these records to end"),
  });
  progress("");
  tell(describeLeftOut(loaded.leftOut));
  return loaded;
}
