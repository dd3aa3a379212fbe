/** Updates the store of a folder of records. */
import {
  describeLeftOut,
  type LoadResult,
  loadStore,
  storeAddress,
} from "../src/store/mod.ts";
import { printNotes, progress } from "./_main.ts";
import { whileWorking } from "./_working.ts";

/** Loads new records, and prints progress and the records that were left out. */
export async function loadRecords(data: string): Promise<LoadResult> {
  let doing = "reading records";
  const tell = (text: string) => {
    doing = text;
    progress(text);
  };
  tell(doing);
  const loaded = await whileWorking(
    () => doing,
    () =>
      loadStore(data, storeAddress(data), {
        onProgress: (done, total, part) =>
          tell(`loading record ${done + 1}/${total} ${part}`),
        onWait: () => tell("waiting for another load of these records to end"),
      }),
  );
  printNotes(describeLeftOut(loaded.leftOut));
  return loaded;
}
