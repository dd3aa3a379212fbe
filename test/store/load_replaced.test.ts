/** A run that ends while it is loaded: its tables, listed as CSV, become Parquet before they are read. */
import { expect, test } from "vitest";
import { MANIFEST, PartWriter } from "../../src/record/mod.ts";
import {
  listRunLines,
  loadStore,
  openRun,
  Store,
} from "../../src/store/mod.ts";
import { needsDuckLake, withSettings } from "../testing/lakes.ts";
import {
  toTestOperation,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../testing/records.ts";

const rows = { operations: [toTestOperation("r1")] };

/** Writes a run whose tables are CSV, as those of a run in progress; returns what closes them at once. */
async function writeOpenRun(data: string): Promise<() => void> {
  await writeTestRun(data, toTestRun("r1"), rows);
  const part = `${data}/kv/r1`;
  await Deno.remove(`${part}/${MANIFEST}`);
  // A hidden folder is no record.
  const closed = `${data}/.closed`;
  const writer = new PartWriter(closed, { minCompactRows: 0 });
  writer.append("operations", rows.operations);
  await writer.close();
  return () => {
    const table = `${part}/operations`;
    Deno.renameSync(`${closed}/operations.parquet`, `${table}.parquet`);
    Deno.removeSync(`${table}.csv`);
    Deno.renameSync(`${closed}/${MANIFEST}`, `${part}/${MANIFEST}`);
  };
}

/** Loads, and closes the run once its tables are listed; returns the number of operations in the store. */
async function loadWhileClosing(data: string, path: string) {
  const close = await writeOpenRun(data);
  let closed = false;
  const { loaded, removed, unchanged, leftOut, unchecked } = await loadStore(
    data,
    path,
    {
      onProgress() {
        if (!closed) close();
        closed = true;
      },
    },
  );
  expect({ closed, loaded, removed, unchanged, leftOut, unchecked }).toEqual({
    ...{ closed: true, loaded: 1, removed: 0, unchanged: 0 },
    ...{ leftOut: [], unchecked: 0 },
  });
  using store = await Store.open(path);
  return (await store.rows("SELECT count(*) AS n FROM operations")).rows;
}

test("loadStore() loads a run that ends meanwhile", () =>
  withTempFolder(async (data) => {
    expect(await loadWhileClosing(data, `${data}/store.duckdb`))
      .toEqual([{ n: 1 }]);
  }));

(needsDuckLake.missing ? test.skip : test)(
  `loadStore() loads a run that ends meanwhile into a shared store ${needsDuckLake.name}`,
  () =>
    withTempFolder(async (folder) => {
      for (const name of ["data", "tables"]) {
        await Deno.mkdir(`${folder}/${name}`);
      }
      await withSettings(
        { LOADLINE_STORE_DATA: `${folder}/tables/` },
        async () => {
          const lake = `ducklake:${folder}/catalogue.ducklake`;
          expect(await loadWhileClosing(`${folder}/data`, lake))
            .toEqual([{ n: 1 }]);
        },
      );
    }),
);

test("openRun() opens a run that ends meanwhile", () =>
  withTempFolder(async (data) => {
    const close = await writeOpenRun(data);
    const lines = await listRunLines(data);
    const [line] = lines;
    if (line === undefined) throw new Error("No line");
    // Other runs are looked at after the tables are listed.
    const other = {
      ...line,
      get run_id() {
        close();
        return "r2";
      },
    };
    using run = await openRun(data, line, [other]);
    const { rows } = await run.store.rows(
      "SELECT count(*) AS n FROM operations",
    );
    expect(rows).toEqual([{ n: 1 }]);
  }));
