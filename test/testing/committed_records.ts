/** Loads the committed records, for tests that recompute what a report prints. */
import { loadStore, Store } from "../../src/store/mod.ts";
import { withTempFolder } from "./records.ts";

const committed = new URL("../../data/", import.meta.url);

/** Runs `body` with a temporary store of the records of some experiments. */
export function withCommittedStore(
  experiments: readonly string[],
  body: (store: Store) => Promise<void>,
): Promise<void> {
  return withTempFolder(async (data) => {
    for (const experiment of experiments) {
      await copyFolder(
        new URL(`${experiment}/`, committed),
        `${data}/${experiment}`,
      );
    }
    await loadStore(data, `${data}/store.duckdb`);
    using store = await Store.open(`${data}/store.duckdb`);
    await body(store);
  });
}

async function copyFolder(from: URL, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) {
      await copyFolder(new URL(`${name}/`, from), `${to}/${name}`);
    } else await Deno.copyFile(new URL(name, from), `${to}/${name}`);
  }
}
