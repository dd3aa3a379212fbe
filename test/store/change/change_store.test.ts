/** Loads that write into the store file where it is, and what keeps them from it. */
import { expect, test } from "vitest";
import { loadStore, Store } from "../../../src/store/mod.ts";
import {
  toTestOperation,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../../testing/records.ts";

/** A store with enough in it that one run more is little. */
function withLargeStore(
  body: (data: string, path: string) => Promise<void>,
): Promise<void> {
  return withTempFolder(async (data) => {
    await write(data, "r1", 20_000);
    await loadStore(data, `${data}/store.duckdb`);
    await body(data, `${data}/store.duckdb`);
  });
}

async function write(data: string, id: string, operations = 3) {
  await writeTestRun(data, toTestRun(id), {
    operations: Array.from(
      { length: operations },
      (_, i) => toTestOperation(id, { operation_id: String(i) }),
    ),
  });
}

async function content(path: string): Promise<unknown[]> {
  using store = await Store.open(path);
  const { rows } = await store.rows(
    "SELECT run_id, count(*) AS n FROM operations GROUP BY ALL ORDER BY ALL",
  );
  return rows.map(({ run_id, n }) => [run_id, n]);
}

const inodeOf = (path: string) => Deno.statSync(path).ino;

test("a load of little writes into the store, and replaces a part in it", () =>
  withLargeStore(async (data, path) => {
    const before = inodeOf(path);
    await write(data, "r2");
    await write(data, "r3");
    expect(await loadStore(data, path)).toMatchObject({ loaded: 2 });
    expect(await content(path)).toEqual([["r1", 20_000], ["r2", 3], ["r3", 3]]);
    await Deno.remove(`${data}/kv/r3`, { recursive: true });
    await write(data, "r3", 5);
    expect(await loadStore(data, path)).toMatchObject({ loaded: 1 });
    expect(await content(path)).toEqual([["r1", 20_000], ["r2", 3], ["r3", 5]]);
    expect(inodeOf(path)).toBe(before);
    expect([...Deno.readDirSync(data)].map(({ name }) => name).sort()).toEqual([
      "kv",
      ...["", ".known", ".lock", ".readers"].map((end) => `store.duckdb${end}`),
    ]);
  }));

test("a store whose free blocks DuckDB has cut off is not built anew", () =>
  withTempFolder(async (data) => {
    const path = `${data}/store.duckdb`;
    for (const id of ["r1", "r2", "r3"]) await write(data, id);
    await loadStore(data, path);
    {
      using _session = await Store.open(path);
      await Deno.remove(`${data}/kv/r2`, { recursive: true });
      await write(data, "r2", 5);
      await loadStore(data, path);
    }
    await write(data, "r4");
    expect(await loadStore(data, path))
      .toMatchObject({ loaded: 1, unchanged: 3 });
    expect(await loadStore(data, path))
      .toMatchObject({ loaded: 0, unchanged: 4 });
  }));

test("a load replaces a store that a session reads, of this process too", () =>
  withLargeStore(async (data, path) => {
    const before = inodeOf(path);
    await write(data, "r2");
    {
      using session = await Store.open(path);
      expect(await loadStore(data, path)).toMatchObject({ loaded: 1 });
      expect((await session.rows("SELECT run_id FROM runs")).rows).toEqual([
        { run_id: "r1" },
      ]);
      expect(inodeOf(path)).not.toBe(before);
    }
    const replaced = inodeOf(path);
    await write(data, "r3");
    await loadStore(data, path);
    expect(inodeOf(path)).toBe(replaced);
    expect(await content(path)).toEqual([["r1", 20_000], ["r2", 3], ["r3", 3]]);
  }));

test("a damaged part leaves the store as it was, but for the reason", () =>
  withLargeStore(async (data, path) => {
    const before = inodeOf(path);
    await write(data, "r2");
    await loadStore(data, path);
    await Deno.writeTextFile(`${data}/kv/r2/operations.csv`, "", {
      append: true,
    });
    await Deno.truncate(`${data}/kv/r2/operations.csv`, 100);
    const { leftOut } = await loadStore(data, path);
    expect(leftOut.map(({ part, code }) => [part, code])).toEqual([
      ["r2", "part-left-out"],
    ]);
    expect(await content(path)).toEqual([["r1", 20_000]]);
    expect(inodeOf(path)).toBe(before);
  }));
