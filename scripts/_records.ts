/** Updates the store of a folder of records. */
import {
  describeLeftOut,
  type LoadResult,
  loadStore,
  storeAddress,
} from "../src/store/mod.ts";
import { printNotes, progress } from "./_main.ts";

/** Loads new records, and prints progress and the records that were left out. */
export async function loadRecords(data: string): Promise<LoadResult> {
  progress("reading records");
  const loaded = await loadStore(data, storeAddress(data), {
    onProgress: (done, total, part) =>
      progress(`loading record ${done + 1}/${total} ${part}`),
    onWait: () => progress("waiting for another load of these records to end"),
  });
  progress("");
  printNotes(describeLeftOut(loaded.leftOut));
  return loaded;
}
