/** A store that several machines share; each machine is a folder of records. */
import { expect, test } from "vitest";
import { validity } from "../../src/analysis/validity/validity.ts";
import { withAttached } from "../../src/store/file/attach.ts";
import { mergeRuns } from "../../src/store/merge/merge_runs.ts";
import { atSnapshot, loadStore, Store } from "../../src/store/mod.ts";
import { needsDuckLake, withSettings } from "../testing/lakes.ts";
import { mergeAll } from "../testing/merging.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../testing/records.ts";

async function write(data: string, id: string, operations = 3) {
  await writeTestRun(
    data,
    toTestRun(id, { params: [toTestParam("rate", 10)] }),
    {
      operations: Array.from(
        { length: operations },
        (_, i) => toTestOperation(id, { operation_id: String(i) }),
      ),
      events: [{
        ...{ run_id: id, at: "2026-01-02T03:04:05.678Z", kind: "phase" },
        ...{ subject: "measure", detail: "", data: "{}" },
      }],
    },
  );
}

/** Runs `body` with the folders of two machines and the address of their store. */
function withLake(
  body: (a: string, b: string, lake: string) => Promise<void>,
): Promise<void> {
  return withTempFolder(async (folder) => {
    for (const name of ["a", "b", "tables"]) {
      await Deno.mkdir(`${folder}/${name}`);
    }
    await withSettings({ LOADLINE_STORE_DATA: `${folder}/tables/` }, () =>
      body(
        `${folder}/a`,
        `${folder}/b`,
        `ducklake:${folder}/catalogue.ducklake`,
      ));
  });
}

async function runs(path: string): Promise<unknown[]> {
  using store = await Store.open(path);
  const { rows } = await store.rows(
    "SELECT run_id, count(*) AS n FROM operations GROUP BY ALL ORDER BY ALL",
  );
  return rows.map(({ run_id, n }) => [run_id, n]);
}

const needs = needsDuckLake.missing ? test.skip : test;

needs(
  `loadStore() gives a shared store the rows, facts and digests of a file ${needsDuckLake.name}`,
  () =>
    withLake(async (a, _, lake) => {
      await write(a, "r1");
      await write(a, "r2", 10_000);
      const file = `${a}/store.duckdb`;
      const local = await loadStore(a, file);
      const shared = await loadStore(a, lake);
      expect(shared).toMatchObject({ loaded: 2, digests: local.digests });
      using one = await Store.open(file);
      using other = await Store.open(lake);
      for (
        const table of [
          "runs",
          "params",
          "operations",
          "events",
          "load_facts",
        ]
      ) {
        const sql = `SELECT * FROM ${table} ORDER BY ALL`;
        expect(await other.rows(sql)).toEqual(await one.rows(sql));
      }
      expect(await validity(other, "kv")).toEqual(await validity(one, "kv"));
      // Many rows are Parquet, of which the store has a second name.
      expect((await Deno.stat(`${a}/kv/r2/operations.parquet`)).nlink).toBe(2);
      await expect(other.rows("SELECT * FROM read_text('/etc/passwd')"))
        .rejects.toThrow("Permission Error");
    }),
);

needs(
  `loadStore() writes Parquet of few rows that arrives together as one file, and registers what comes alone ${needsDuckLake.name}`,
  () =>
    withLake(async (a, _, lake) => {
      for (const id of ["r1", "r2", "r3"]) await write(a, id, 1000);
      await loadStore(a, lake);
      await write(a, "r4", 1000);
      await loadStore(a, lake);
      const all = ["r1", "r2", "r3", "r4"];
      expect(await runs(lake)).toEqual(all.map((id) => [id, 1000]));
      const files = await withAttached(lake, "read", async (connection) => {
        const reader = await connection.runAndReadAll(
          "SELECT data_file FROM ducklake_list_files('store', 'operations')",
        );
        return reader.getRows().map(([path]) => String(path));
      });
      expect(files.map((path) => path.includes("/records/")).toSorted())
        .toEqual([false, true]);
      const names = await Promise.all(
        all.map((id) => Deno.stat(`${a}/kv/${id}/operations.parquet`)),
      );
      expect(names.map(({ nlink }) => nlink)).toEqual([1, 1, 1, 2]);
    }),
);

needs(
  `a session over a shared store answers with and without values, and only reads ${needsDuckLake.name}`,
  () =>
    withLake(async (a, _, lake) => {
      await write(a, "r1");
      await loadStore(a, lake);
      using store = await Store.open(lake);
      const count = "SELECT count(*) AS n FROM operations WHERE run_id = ";
      const expected = { columns: ["n"], rows: [{ n: 3 }] };
      expect(await store.rows(`${count}'r1'`)).toEqual(expected);
      expect(await store.rows(`${count}$1`, ["r1"])).toEqual(expected);
      expect(await store.rows(`${count}$id`, { id: "r1" })).toEqual(expected);
      expect((await store.rows("EXPLAIN SELECT 1")).rows).not.toEqual([]);
      for (
        const [sql, reason] of [
          ["DROP VIEW runs", "must only read"],
          ["SELECT 1; DROP VIEW runs", "be one statement"],
          ["SELECT 1; SELECT 2", "be one statement"],
          ["-- nothing", "statement"],
          ["SELECT missing FROM runs", "missing"],
        ] as const
      ) await expect(store.rows(sql)).rejects.toThrow(reason);
      expect(await store.rows(`${count}'r1'`)).toEqual(expected);
    }),
);

needs(
  `loadStore() adds and replaces the parts of a machine, and leaves those of others ${needsDuckLake.name}`,
  () =>
    withLake(async (a, b, lake) => {
      await write(a, "r1");
      await write(b, "r2");
      const { snapshot } = await loadStore(a, lake);
      expect(await loadStore(a, lake)).toMatchObject({ loaded: 0, snapshot });
      expect(await loadStore(b, lake)).toMatchObject({ loaded: 1 });
      expect(await runs(lake)).toEqual([["r1", 3], ["r2", 3]]);
      expect(await runs(atSnapshot(lake, snapshot ?? 0))).toEqual([["r1", 3]]);

      // The same run with other rows is of one of the two machines.
      await write(b, "r1", 5);
      const { leftOut } = await loadStore(b, lake);
      expect(leftOut).toMatchObject([{ part: "r1", code: "part-left-out" }]);
      expect(leftOut[0]?.message).toContain("has loaded other rows under");
      await Deno.remove(`${a}/kv/r1`, { recursive: true });
      await write(a, "r1", 4);
      expect(await loadStore(a, lake)).toMatchObject({ loaded: 1 });
      expect(await runs(lake)).toEqual([["r1", 4], ["r2", 3]]);

      await Deno.remove(`${b}/kv`, { recursive: true });
      expect(await loadStore(b, lake)).toMatchObject({ removed: 1 });
      expect(await runs(lake)).toEqual([["r1", 4]]);
      expect(await runs(atSnapshot(lake, snapshot ?? 0))).toEqual([["r1", 3]]);
    }),
);

needs(
  `loadStore() leaves out a run that is there under another name ${needsDuckLake.name}`,
  () =>
    withLake(async (a, b, lake) => {
      const writeAs = (part: string) =>
        writeTestRun(b, toTestRun("r1", { part }), {
          operations: [toTestOperation("r1")],
        });
      await write(a, "r1");
      await loadStore(a, lake);
      await writeAs("copied");
      await write(b, "r2");
      const { loaded, leftOut } = await loadStore(b, lake);
      expect([loaded, leftOut.map(({ part, message }) => [part, message])])
        .toEqual([1, [[
          "copied",
          "a run of it is in kv/r1 too, which has been loaded; remove one of the two",
        ]]]);
      expect(await runs(lake)).toEqual([["r1", 3], ["r2", 3]]);
      await Deno.remove(`${a}/kv`, { recursive: true });
      await loadStore(a, lake);
      expect(await loadStore(b, lake)).toMatchObject({
        ...{ loaded: 1, leftOut: [] },
      });
      // Its own part gets another name.
      await Deno.remove(`${b}/kv`, { recursive: true });
      await writeAs("renamed");
      expect(await loadStore(b, lake)).toMatchObject({
        ...{ loaded: 1, removed: 2, leftOut: [] },
      });
      expect(await runs(lake)).toEqual([["r1", 1]]);
    }),
);

needs(
  `loadStore() leaves what another folder of the same name has loaded, as on machines of one image ${needsDuckLake.name}`,
  () =>
    withLake(async (a, _, lake) => {
      await write(a, "r1");
      await loadStore(a, lake);
      // What a load that was killed had in hand goes with the next.
      const [lock = ""] = [...Deno.readDirSync(a)].map(({ name }) => name)
        .filter((name) => name.endsWith(".lock"));
      const loading = `${a}/${lock.replace(".lock", ".loading")}`;
      await Deno.mkdir(loading);
      await write(a, "r2");
      expect(await loadStore(a, lake)).toMatchObject({ loaded: 1 });
      await expect(Deno.stat(loading)).rejects.toThrow(Deno.errors.NotFound);

      await Deno.rename(a, `${a}-of-another`);
      await write(a, "r3");
      expect(await loadStore(a, lake)).toMatchObject({ loaded: 1, removed: 0 });
      expect(await runs(lake)).toEqual([["r1", 3], ["r2", 3], ["r3", 3]]);
      // It is the folder, not its path, that owns them.
      await Deno.remove(`${a}/kv`, { recursive: true });
      expect(await loadStore(a, lake)).toMatchObject({ removed: 1 });
    }),
);

needs(
  `loadStore() loads parts of few rows in one transaction, and one that is damaged by itself ${needsDuckLake.name}`,
  () =>
    withLake(async (a, b, lake) => {
      const { snapshot } = await loadStore(b, lake);
      for (const id of ["r1", "r2", "r3"]) await write(a, id);
      expect(await loadStore(a, lake)).toMatchObject({
        ...{ loaded: 3, snapshot: (snapshot ?? 0) + 1 },
      });
      for (const id of ["r2", "r4", "r5", "r6"]) await write(b, id);
      const path = `${b}/kv/r5/operations.csv`;
      await Deno.writeTextFile(path, "x", { append: true });
      const { loaded, leftOut } = await loadStore(b, lake);
      expect([loaded, leftOut.map(({ part }) => part)]).toEqual([2, ["r5"]]);
      expect(await runs(lake)).toEqual(
        ["r1", "r2", "r3", "r4", "r6"].map((id) => [id, 3]),
      );
      expect(await loadStore(b, lake)).toMatchObject({ loaded: 0 });
    }),
);

needs(
  `loadStore() puts a merged part in the place of its parts in one transaction ${needsDuckLake.name}`,
  () =>
    withLake(async (a, b, lake) => {
      for (const id of ["r1", "r2", "r3"]) await write(a, id);
      await write(b, "s1");
      await loadStore(b, lake);
      const { snapshot } = await loadStore(a, lake);
      const before = await runs(lake);
      expect(before).toHaveLength(4);
      await mergeRuns(a, ["kv"], mergeAll);
      expect(await loadStore(a, lake)).toMatchObject({
        ...{ loaded: 1, removed: 3, leftOut: [] },
        snapshot: (snapshot ?? 0) + 1,
      });
      expect(await runs(lake)).toEqual(before);
      expect(await runs(atSnapshot(lake, snapshot ?? 0))).toEqual(before);
      expect(await loadStore(a, lake)).toMatchObject({ loaded: 0, removed: 0 });
      // The runs are those of the machine that has loaded them.
      await Deno.remove(`${b}/kv`, { recursive: true });
      for (const id of ["r1", "r2"]) await write(b, id);
      await mergeRuns(b, ["kv"], mergeAll);
      const { leftOut } = await loadStore(b, lake);
      expect(leftOut.map(({ message }) => message)).toEqual([
        expect.stringMatching(/^a run of it is in kv\/merged-.* too/),
      ]);
      expect(await runs(lake)).toEqual(before.slice(0, 3));
    }),
);

test("loadStore() says in one line that an extension is missing", () =>
  withLake((a, _, lake) =>
    withSettings({ LOADLINE_DUCKDB_EXTENSIONS: "/nowhere" }, async () => {
      await expect(loadStore(a, lake)).rejects.toThrow(
        /^Cannot open the store as DuckDB's extension 'ducklake' is missing: put ducklake\.duckdb_extension of this version of DuckDB into \/nowhere$/,
      );
    })
  ));

test("loadStore() says in one line that the folder of a catalogue is missing", () =>
  withTempFolder((folder) =>
    expect(loadStore(folder, `ducklake:${folder}/no/store.ducklake`)).rejects
      .toThrow(/^Cannot open the store .* as there is no folder '.*\/no\/' for/)
  ));
