/** Large tables that a store file reads where they are, and what keeps their rows as they were loaded. */
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import {
  describeFile,
  ifThere,
  sqlText,
  writeManifest,
} from "../../../src/record/mod.ts";
import { loadStore, Store } from "../../../src/store/mod.ts";
import { factTables } from "../../../src/store/tables/fact_tables.ts";
import { toTestEvent, toTime } from "../../testing/monitoring_rows.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../../testing/records.ts";

const linkRows = 1000;

/** Runs `body` with the folder of three runs, of which `r2` has a large table, and the path of their store. */
function withRuns(
  body: (data: string, path: string) => Promise<void>,
): Promise<void> {
  return withTempFolder(async (data) => {
    await write(data, "r1", 3);
    await write(data, "r2", 1000);
    await write(data, "r3", 3);
    await body(data, `${data}/store.duckdb`);
  });
}

async function write(data: string, id: string, operations: number) {
  await writeTestRun(
    data,
    toTestRun(id, { mode: "real", params: [toTestParam("rate", 10)] }),
    {
      operations: Array.from(
        { length: operations },
        (_, i) =>
          toTestOperation(id, {
            operation_id: String(i),
            started_at: toTime(i / 100),
            duration_s: (i % 97) / 1000,
            outcome: i % 50 === 7 ? "failed" : "ok",
            bytes: i % 3 === 0 ? null : i,
          }),
      ),
      events: [
        toTestEvent("phase", "measure"),
        toTestEvent("phase", "cool_down", { at: 60 }),
      ].map((event) => ({ ...event, run_id: id })),
    },
  );
}

const counts =
  "SELECT run_id, count(*) AS n FROM operations GROUP BY ALL ORDER BY ALL";

async function count(store: Store): Promise<unknown[]> {
  const { rows } = await store.rows(counts);
  return rows.map(({ run_id, n }) => [run_id, n]);
}

async function countIn(path: string): Promise<unknown[]> {
  using store = await Store.open(path);
  return await count(store);
}

async function links(data: string): Promise<string[]> {
  const folder = Deno.readDir(`${data}/.store.duckdb.linked`);
  const entries = await ifThere(Array.fromAsync(folder)) ?? [];
  return entries.map(({ name }) => name);
}

/** Returns the number of names that the operations of `r2` have. */
async function namesOf(data: string): Promise<number | null> {
  return (await Deno.stat(`${data}/kv/r2/operations.parquet`)).nlink;
}

test("loadStore() links a large table: the same rows, types, facts and digests as of a copy", () =>
  withRuns(async (data, path) => {
    const copied = `${data}/copied.duckdb`;
    const { digests } = await loadStore(data, copied, { linkRows: Infinity });
    expect(await namesOf(data)).toBe(1);
    expect(await loadStore(data, path, { linkRows }))
      .toMatchObject({ loaded: 3, leftOut: [], digests });
    expect(await namesOf(data)).toBe(2);
    expect(await links(data)).toHaveLength(1);
    using one = await Store.open(path);
    using other = await Store.open(copied);
    const facts = factTables.map(({ name }) => name);
    for (
      const sql of [
        ...["operations", "events", "runs", "params", ...facts]
          .map((table) => `SELECT * FROM ${table} ORDER BY ALL`),
        "SELECT DISTINCT typeof(COLUMNS(*)) FROM operations",
        // The order in which they were written.
        "SELECT operation_id FROM operations WHERE run_id = 'r2'",
        "SELECT * FROM measurements ORDER BY ALL",
      ]
    ) {
      expect(await one.rows(sql)).toEqual(await other.rows(sql));
    }
    expect(await count(one)).toEqual([["r1", 3], ["r2", 1000], ["r3", 3]]);
    expect(await loadStore(data, path, { linkRows }))
      .toMatchObject({ loaded: 0, unchanged: 3 });
  }));

test("a session reads the linked files of its experiments, and no other file", () =>
  withRuns(async (data, path) => {
    await writeTestRun(data, toTestRun("r4", { experiment: "other" }));
    await loadStore(data, path, { linkRows });
    const [name] = await links(data);
    using kv = await Store.open(path, { experiments: ["kv"] });
    expect(await count(kv)).toEqual([["r1", 3], ["r2", 1000], ["r3", 3]]);
    using other = await Store.open(path, { experiments: ["other"] });
    expect(await count(other)).toEqual([]);
    const file = await Deno.realPath(`${data}/.store.duckdb.linked/${name}`);
    for (
      const [store, read] of [
        [kv, "read_text('/etc/passwd')"],
        [kv, `read_parquet(${sqlText(`${data}/kv/r2/operations.parquet`)})`],
        [other, `read_parquet(${sqlText(file)})`],
      ] as const
    ) {
      await expect(store.rows(`SELECT * FROM ${read}`))
        .rejects.toThrow("Permission Error");
    }
  }));

test("a session keeps linked rows whose record is removed, and a later load removes the links", () =>
  withRuns(async (data, path) => {
    await loadStore(data, path, { linkRows });
    const [first] = await links(data);
    {
      using session = await Store.open(path);
      await Deno.remove(`${data}/kv/r2`, { recursive: true });
      await write(data, "r2", 1500);
      expect(await loadStore(data, path, { linkRows }))
        .toMatchObject({ loaded: 1, unchanged: 2 });
      expect(await count(session)).toEqual(
        [["r1", 3], ["r2", 1000], ["r3", 3]],
      );
      expect(await countIn(path)).toEqual([["r1", 3], ["r2", 1500], ["r3", 3]]);
      expect(await links(data)).toHaveLength(2);
    }
    expect(await loadStore(data, path, { linkRows }))
      .toMatchObject({ loaded: 0, unchanged: 3 });
    const [second, ...others] = await links(data);
    expect(others).toEqual([]);
    expect(second).not.toBe(first);
    await Deno.remove(`${data}/kv`, { recursive: true });
    expect(await loadStore(data, path, { linkRows }))
      .toMatchObject({ removed: 3 });
    expect(await countIn(path)).toEqual([]);
    expect(await links(data)).toEqual([]);
  }));

test("a large table is linked by a load that writes into the store too, which gets what a killed load has left", () =>
  withTempFolder(async (data) => {
    const path = `${data}/store.duckdb`;
    await write(data, "r1", 3);
    await loadStore(data, path, { linkRows });
    const { ino } = await Deno.stat(path);
    await Deno.mkdir(`${data}/.store.duckdb.linked`);
    await Deno.writeTextFile(`${data}/.store.duckdb.linked/left`, "");
    await write(data, "r2", 1000);
    expect(await loadStore(data, path, { linkRows }))
      .toMatchObject({ loaded: 1, unchanged: 1 });
    expect((await Deno.stat(path)).ino).toBe(ino);
    expect(await namesOf(data)).toBe(2);
    expect(await countIn(path)).toEqual([["r1", 3], ["r2", 1000]]);
    const [file, ...others] = await links(data);
    expect([file, others]).toEqual([
      expect.stringMatching(/^operations-.*\.parquet$/),
      [],
    ]);
  }));

test("facts of other code are computed again from linked rows", () =>
  withRuns(async (data, path) => {
    await loadStore(data, path, { linkRows });
    const read = async () => {
      using store = await Store.open(path);
      return await store.rows("SELECT * FROM load_facts ORDER BY ALL");
    };
    const facts = await read();
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    await connection.run("UPDATE loaded SET digest = '' WHERE part = 'facts'");
    await connection.run("DELETE FROM load_facts");
    connection.closeSync();
    instance.closeSync();
    expect(await read()).not.toEqual(facts);
    expect(await loadStore(data, path, { linkRows }))
      .toMatchObject({ loaded: 0, unchanged: 3 });
    expect(await read()).toEqual(facts);
  }));

test.each(
  [
    ["a column of another type", "bytes::INTEGER AS bytes", []],
    [
      "a row that is invalid",
      "if(operation_id = '7', -1, duration_s) AS duration_s",
      ["row-rejected"],
    ],
    [
      "a row of another run",
      "if(operation_id = '7', 'r9', run_id) AS run_id",
      ["stray-rows"],
    ],
  ] satisfies [string, string, string[]][],
)(
  "a large table with %s is copied, and what is left out is counted",
  (_, change, codes) =>
    withRuns(async (data, path) => {
      await rewrite(`${data}/kv/r2`, change);
      const { leftOut } = await loadStore(data, path, { linkRows });
      expect(leftOut.map(({ code, n }) => [code, n])).toEqual(
        codes.map((code) => [code, 1]),
      );
      expect(await namesOf(data)).toBe(1);
      expect(await countIn(path)).toEqual([
        ["r1", 3],
        ["r2", 1000 - codes.length],
        ["r3", 3],
      ]);
    }),
);

/** Writes the operations of a part again, with a change of a column, and with a manifest that knows them so. */
async function rewrite(folder: string, change: string): Promise<void> {
  const path = `${folder}/operations.parquet`;
  const [from, to] = [path, `${path}.part`].map(sqlText);
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(
    `COPY (SELECT * REPLACE (${change}) FROM read_parquet(${from})) TO ${to} (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
  await Deno.rename(`${path}.part`, path);
  await writeManifest(folder, {
    runs: null,
    tables: [
      await describeFile(path, 1000),
      await describeFile(`${folder}/events.csv`),
    ],
  });
}

test("warnings are copied, however many, with the names of their part", () =>
  withTempFolder(async (data) => {
    const warnings = Array.from({ length: 1000 }, (_, i) => ({
      ...{ run_id: "r1", stage: "lab", code: "late", message: `${i}` },
      ...{ place: "", n: 1 },
    }));
    await writeTestRun(data, toTestRun("r1"), { warnings });
    const path = `${data}/store.duckdb`;
    await loadStore(data, path, { linkRows });
    expect((await Deno.stat(`${data}/kv/r1/warnings.parquet`)).nlink).toBe(1);
    using store = await Store.open(path);
    const { rows } = await store.rows(
      "SELECT experiment, part, count(*) AS n FROM warnings GROUP BY ALL",
    );
    expect(rows).toEqual([{ experiment: "kv", part: "r1", n: 1000 }]);
  }));

test("a store without a file that it has linked is not opened, and built anew by a load", () =>
  withRuns(async (data, path) => {
    await loadStore(data, path, { linkRows });
    await Deno.remove(`${data}/.store.duckdb.linked`, { recursive: true });
    await expect(Store.open(path)).rejects.toThrow(
      /^Cannot open the store .* is gone: load the records again$/,
    );
    expect(await loadStore(data, path, { linkRows }))
      .toMatchObject({ loaded: 3 });
    expect(await countIn(path)).toEqual([["r1", 3], ["r2", 1000], ["r3", 3]]);
  }));

test("a store goes on reading its links after its folder was moved", () =>
  withTempFolder((folder) =>
    withRuns(async (data, path) => {
      await loadStore(data, path, { linkRows });
      await Deno.mkdir(`${folder}/moved`);
      for (const name of ["store.duckdb", ".store.duckdb.linked"]) {
        await Deno.rename(`${data}/${name}`, `${folder}/moved/${name}`);
      }
      expect(await countIn(`${folder}/moved/store.duckdb`))
        .toEqual([["r1", 3], ["r2", 1000], ["r3", 3]]);
    })
  ));

/** Whether there is a disk beside that of temporary folders, to which nothing can be linked. */
const hasDisk = await ifThere(Deno.stat("/dev/shm")) !== undefined &&
  Deno.statSync("/dev/shm").dev !== Deno.statSync("/tmp").dev;

test.skipIf(!hasDisk)(
  "a large table is copied into a store on another disk (needs /dev/shm)",
  () =>
    withRuns(async (data) => {
      const folder = await Deno.makeTempDir({ dir: "/dev/shm" });
      try {
        const path = `${folder}/store.duckdb`;
        await loadStore(data, path, { linkRows });
        expect(await namesOf(data)).toBe(1);
        expect(await countIn(path))
          .toEqual([["r1", 3], ["r2", 1000], ["r3", 3]]);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    }),
);
