/** Opens the committed records, for tests that recompute what a report prints. */
import { inject } from "vitest";
import { ifThere } from "../../src/record/mod.ts";
import { loadStore, Store } from "../../src/store/mod.ts";

const data = decodeURIComponent(
  new URL("../../data", import.meta.url).pathname,
);

/** Runs `body` with the store of all records, as `deno task report` uses it, and of these experiments. */
export async function withCommittedStore(
  experiments: readonly string[],
  body: (store: Store) => Promise<void>,
): Promise<void> {
  using store = await Store.open(await loadOnce(), { experiments });
  await body(store);
}

/** Brings the store up to date once in a call of vitest, as that reads all records; returns its path. */
async function loadOnce(): Promise<string> {
  const marker = `${inject("committedStore")}/path`;
  const known = await ifThere(Deno.readTextFile(marker));
  if (known) return known;
  const { path } = await loadStore(data, `${data}/loadline.duckdb`);
  await Deno.writeTextFile(marker, path);
  return path;
}
