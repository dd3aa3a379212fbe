import { expect, test } from "vitest";
import { z } from "zod";
import { appendRuns, type Run } from "../../src/record/mod.ts";
import { loadStore, Store } from "../../src/store/mod.ts";
import {
  toTestOperation,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../testing/records.ts";

async function writeRun(data: string, run: Run, values: number[]) {
  await writeTestRun(data, run, {
    samples: values.map((value) => ({
      run_id: run.run_id,
      source: "node-0",
      metric: "cpu",
      unit: "1",
      at: "2026-01-02T03:04:05.250Z",
      value,
    })),
    events: [{
      run_id: run.run_id,
      at: null,
      kind: "note",
      subject: "",
      detail: 'a "quoted", line\nand another',
      data: "{}",
    }],
  });
}

function withData(body: (data: string, path: string) => Promise<void>) {
  return withTempFolder((data) => body(data, `${data}/store.duckdb`));
}

async function content(path: string) {
  using store = await Store.open(path);
  const tables = ["runs", "params", "samples", "events", "warnings"];
  const all = [];
  for (const table of tables) {
    all.push((await store.rows(`SELECT * FROM ${table} ORDER BY ALL`)).rows);
  }
  return all;
}

test("loadStore() reports that it waits for another load", () =>
  withData(async (data, path) => {
    await writeRun(data, toTestRun("r1"), [0.5]);
    const other = await Deno.open(`${path}.lock`, {
      write: true,
      create: true,
    });
    await other.lock(true);
    let waits = 0;
    const { removed } = await loadStore(data, path, {
      onWait() {
        waits++;
        other.close();
      },
    });
    expect([waits, removed]).toEqual([1, 0]);
    expect((await content(path))[0]).toHaveLength(1);
  }));

test("loadStore() keeps null, empty text, quotes, newlines and times", () =>
  withData(async (data, path) => {
    await writeRun(data, toTestRun("r1"), [0.5, 1]);
    await loadStore(data, path);
    using store = await Store.open(path);
    const events = await store.rows("SELECT * FROM events");
    expect(events.rows).toEqual([{
      run_id: "r1",
      at: null,
      kind: "note",
      subject: "",
      detail: 'a "quoted", line\nand another',
      data: "{}",
    }]);
    const samples = await store.query(
      z.strictObject({ at: z.string(), value: z.number() }),
      "SELECT s.at, value FROM samples s ORDER BY value",
    );
    expect(samples).toEqual([
      { at: "2026-01-02T03:04:05.250Z", value: 0.5 },
      { at: "2026-01-02T03:04:05.250Z", value: 1 },
    ]);
  }));

test("loadStore() loads only changed parts, and an empty store gives the same content", () =>
  withData(async (data, path) => {
    await writeRun(data, toTestRun("r1"), [1]);
    expect(await loadStore(data, path)).toMatchObject({
      loaded: 1,
      unchanged: 0,
    });
    await writeRun(
      data,
      toTestRun("r2"),
      Array.from({ length: 3000 }, (_, i) => i),
    );
    expect(await loadStore(data, path)).toMatchObject({
      loaded: 1,
      unchanged: 1,
    });
    await appendRuns(`${data}/kv`, [toTestRun("r1", { status: "invalid" })]);
    expect(await loadStore(data, path)).toMatchObject({
      loaded: 1,
      unchanged: 1,
    });
    const before = await content(path);
    expect(before[0]).toHaveLength(2);
    expect(before[0]?.[0]).toMatchObject({ run_id: "r1", status: "invalid" });
    expect(before[2]).toHaveLength(3001);
    await Deno.remove(path);
    await loadStore(data, path);
    expect(await content(path)).toEqual(before);
    await Deno.remove(`${data}/kv`, { recursive: true });
    expect(await loadStore(data, path)).toMatchObject({ removed: 2 });
    expect((await content(path)).flat()).toEqual([]);
  }));

test("loadStore() leaves out rows of other runs than the part's, with a warning", () =>
  withData(async (data, path) => {
    await writeRun(data, toTestRun("r1"), [1]);
    await Deno.remove(`${data}/kv/r1/tables.json`);
    const stray = "r9,node-0,cpu,1,2026-01-02T03:04:05.250Z,9\n";
    await Deno.writeTextFile(`${data}/kv/r1/samples.csv`, stray, {
      append: true,
    });
    await loadStore(data, path);
    const before = await content(path);
    expect(before[2]).toHaveLength(1);
    expect(before[4]).toMatchObject([{
      code: "stray-rows",
      place: "r1/samples",
    }]);
    await appendRuns(`${data}/kv`, [toTestRun("r1", { notes: "again" })]);
    await loadStore(data, path);
    expect((await content(path)).slice(1)).toEqual(before.slice(1));
  }));

test("loadStore() warns of runs without tables, except skipped ones", () =>
  withData(async (data, path) => {
    await writeRun(data, toTestRun("r1"), [1]);
    await appendRuns(`${data}/kv`, [toTestRun("r2", { status: "skipped" })]);
    await Deno.remove(`${data}/kv/r1`, { recursive: true });
    await loadStore(data, path);
    expect((await content(path))[4]).toMatchObject([{
      code: "no-tables",
      place: "r1",
      n: 1,
    }]);
  }));

test("loadStore() does not change the content of an open session", () =>
  withData(async (data, path) => {
    await writeRun(data, toTestRun("r1"), [1]);
    await loadStore(data, path);
    using session = await Store.open(path);
    await writeRun(data, toTestRun("r2"), [2]);
    await loadStore(data, path);
    const count = "SELECT count(*) AS n FROM samples";
    expect((await session.rows(count)).rows).toEqual([{ n: 1 }]);
    using next = await Store.open(path);
    expect((await next.rows(count)).rows).toEqual([{ n: 2 }]);
  }));

test("loadStore() waits for a concurrent load", () =>
  withData(async (data, path) => {
    for (const id of ["r1", "r2", "r3"]) {
      await writeRun(data, toTestRun(id), [1]);
    }
    const loads = await Promise.all(
      [1, 2, 3, 4].map(() => loadStore(data, path)),
    );
    expect(loads.map(({ loaded }) => loaded).sort()).toEqual([0, 0, 0, 3]);
    expect((await content(path))[0]).toHaveLength(3);
  }));

test("loadStore() skips a torn row and a torn line, with warnings", () =>
  withData(async (data, path) => {
    await writeRun(data, toTestRun("r1"), [1, 2]);
    const csv = `${data}/kv/r1/samples.csv`;
    // A killed run leaves no manifest.
    await Deno.remove(`${data}/kv/r1/tables.json`);
    await Deno.writeTextFile(csv, 'r1,node-0,"cp', { append: true });
    await Deno.writeTextFile(`${data}/kv/reports.json`, '{"run_id":', {
      append: true,
    });
    await loadStore(data, path);
    using store = await Store.open(path, { experiments: ["kv"] });
    expect((await store.rows("SELECT value FROM samples")).rows).toHaveLength(
      2,
    );
    expect(
      (await store.rows("SELECT code, place FROM warnings ORDER BY place"))
        .rows,
    ).toEqual([
      { code: "torn-tail", place: "r1/samples.csv" },
      { code: "torn-tail", place: "reports.json:2" },
    ]);
    // The next run starts a new line after the torn one.
    await appendRuns(`${data}/kv`, [toTestRun("r2")]);
    await loadStore(data, path);
    using later = await Store.open(path);
    expect((await later.rows("SELECT run_id FROM runs")).rows).toHaveLength(2);
  }));

test("loadStore() rebuilds a file that is not a store", () =>
  withData(async (data, path) => {
    await writeRun(data, toTestRun("r1"), [1]);
    await Deno.writeTextFile(path, "this is no database");
    expect(await loadStore(data, path)).toMatchObject({ loaded: 1 });
    expect((await content(path))[0]).toHaveLength(1);
  }));

test("loadStore() leaves out a second record of the same run until the first is removed", () =>
  withData(async (data, path) => {
    await writeRun(data, toTestRun("r1"), [1]);
    await writeRun(data, toTestRun("r1", { experiment: "kv2" }), [2]);
    await writeRun(data, toTestRun("r2", { experiment: "kv2" }), [3]);
    const { leftOut } = await loadStore(data, path);
    expect(leftOut).toMatchObject([{
      experiment: "kv2",
      part: "r1",
      code: "part-left-out",
      message:
        "a run of it is in kv/r1 too; remove one of the two lines from its reports.json",
    }]);
    const values = "SELECT value FROM samples ORDER BY value";
    const rowsOf = async () => {
      using store = await Store.open(path);
      return (await store.rows(values)).rows.map(({ value }) => value);
    };
    expect(await rowsOf()).toEqual([1, 3]);
    await Deno.remove(`${data}/kv`, { recursive: true });
    expect((await loadStore(data, path)).leftOut).toEqual([]);
    expect(await rowsOf()).toEqual([2, 3]);
  }));

test("loadStore() leaves the facts of a run as they are if a second record of it comes while a session is open", () =>
  withData(async (data, path) => {
    const operations = [toTestOperation("r1")];
    await writeTestRun(data, toTestRun("r1"), { operations });
    await loadStore(data, path);
    using _session = await Store.open(path);
    const again = toTestRun("r1", { experiment: "kv2" });
    await writeTestRun(data, again, { operations });
    expect((await loadStore(data, path)).leftOut).toHaveLength(1);
    using store = await Store.open(path);
    const { rows } = await store.rows("SELECT run_id FROM load_facts");
    expect(rows).toEqual([{ run_id: "r1" }]);
  }));

test("Store.query() names the column that does not match the schema", () =>
  withData(async (data, path) => {
    await writeRun(data, toTestRun("r1"), [1]);
    await loadStore(data, path);
    using store = await Store.open(path);
    await expect(
      store.query(z.strictObject({ n: z.string() }), "SELECT 1 AS n"),
    ).rejects.toThrow("Cannot read column 'n' of the query");
    await expect(
      store.query(z.strictObject({ n: z.number() }), "SELECT 1 AS n, 2 AS m"),
    ).rejects.toThrow("Cannot read column 'm'");
  }));

test("Store.open() filters by experiment", () =>
  withData(async (data, path) => {
    await writeRun(data, toTestRun("r1"), [1]);
    await writeRun(data, toTestRun("r2", { experiment: "other" }), [2]);
    await loadStore(data, path);
    using store = await Store.open(path, { experiments: ["other"] });
    expect((await store.rows("SELECT value FROM samples")).rows).toEqual([
      { value: 2 },
    ]);
  }));

test("loadStore() leaves out a part with a damaged table, reports it each time, and loads the others", () =>
  withData(async (data, path) => {
    await writeRun(data, toTestRun("r1"), [1]);
    await writeRun(data, toTestRun("r2"), [2]);
    await loadStore(data, path);
    await Deno.remove(`${data}/kv/r1/tables.json`);
    await Deno.writeTextFile(`${data}/kv/r1/samples.parquet`, "PAR0");
    for (const loaded of [0, 0]) {
      const result = await loadStore(data, path);
      expect(result.loaded).toBe(loaded);
      expect(result.leftOut).toHaveLength(1);
      expect(result.leftOut[0]).toMatchObject({
        experiment: "kv",
        part: "r1",
        code: "part-left-out",
      });
      expect(result.leftOut[0]?.message).toMatch(
        /samples\.parquet as it is damaged .*; restore it/,
      );
    }
    const [runs, , samples] = await content(path);
    expect(runs).toMatchObject([{ run_id: "r2" }]);
    expect(samples).toMatchObject([{ value: 2 }]);
  }));

test("loadStore() leaves out a run of another experiment, with a warning", () =>
  withData(async (data, path) => {
    await writeRun(data, toTestRun("r1"), [1]);
    await appendRuns(`${data}/kv`, [toTestRun("r2", { experiment: "other" })]);
    await loadStore(data, path);
    const [runs, , , , warnings] = await content(path);
    expect(runs).toHaveLength(1);
    expect(warnings?.[0]?.message).toBe("run r2 is of experiment 'other'");
  }));
