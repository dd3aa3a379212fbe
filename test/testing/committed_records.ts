/** Loads the committed records, for tests that recompute what a report prints. */
import { inject } from "vitest";
import { loadStore, Store } from "../../src/store/mod.ts";
import { withTempFolder } from "./records.ts";

const committed = new URL("../../data/", import.meta.url);

/**
 * Runs `body` with a store of the records of some experiments. The first test that asks for them loads them, which takes
 * seconds; the others of the same call of vitest find them loaded.
 */
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
    // A folder for each store, as a load clears up in its folder what others left there.
    const folder = `${inject("committedStores")}/${experiments.join("+")}`;
    await Deno.mkdir(folder, { recursive: true });
    await loadStore(data, `${folder}/store.duckdb`);
    using store = await Store.open(`${folder}/store.duckdb`);
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
