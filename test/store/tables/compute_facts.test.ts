import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { validity } from "../../../src/analysis/validity/validity.ts";
import { loadStore, Store } from "../../../src/store/mod.ts";
import { factTables } from "../../../src/store/tables/fact_tables.ts";
import {
  toTestEvent,
  toTestSeries,
  toTime,
} from "../../testing/monitoring_rows.ts";
import {
  toTestOperation,
  toTestParam,
  toTestReported,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../../testing/records.ts";

/** Writes a run with rows that every table of facts has something to say of. */
function write(data: string, id: string, first: number) {
  const of = <Row extends object>(row: Row) => ({ ...row, run_id: id });
  return writeTestRun(
    data,
    toTestRun(id, {
      mode: "real",
      params: [
        toTestParam("rate", 10),
        toTestParam("targets", 2),
        toTestParam("scrape_interval", 1),
      ],
    }),
    {
      operations: Array.from({ length: 40 }, (_, i) =>
        toTestOperation(id, {
          operation_id: String(i),
          kind: i % 2 === 0 ? "big" : "send",
          started_at: toTime(i),
          duration_s: (first + i) / 100,
        })),
      samples: [
        ...toTestSeries("host", "cores", { values: Array(60).fill(2) }),
        ...toTestSeries("generator", "sent_lines", { values: [first, 900] }),
      ].map(of),
      events: [
        toTestEvent("phase", "measure"),
        toTestEvent("down", "targets-0", { at: 5 }),
        toTestEvent("phase", "cool_down", { at: 60 }),
      ].map(of),
      reported: [toTestReported(id, { kind: "sent_requests", value: 40 })],
      histograms: [
        { kind: "delivery sink measure", lower: 0, upper: 0.1, count: first },
        { kind: "delivery sink measure", lower: 0.1, upper: 0.2, count: 5 },
      ].map(of),
    },
  );
}

type Rows = Record<string, Record<string, unknown>[]>;

async function facts(path: string): Promise<Rows> {
  using store = await Store.open(path);
  const found: Rows = {};
  for (const { name } of factTables) {
    const { rows } = await store.rows(`SELECT * FROM ${name} ORDER BY run_id`);
    found[name] = rows;
  }
  return found;
}

const ids = ["r1", "r2", "r3"];

test("facts are those of a run alone, whenever it is loaded", () =>
  withTempFolder(async (data) => {
    const [path, other] = [`${data}/store.duckdb`, `${data}/other.duckdb`];
    for (const [i, id] of ids.entries()) {
      await write(data, id, 10 * i + 1);
      await loadStore(data, path);
    }
    await loadStore(data, other);
    const found = await facts(path);
    expect(await facts(other)).toEqual(found);
    for (const { name } of factTables) {
      expect([name, found[name]?.length]).toEqual([name, 3]);
    }
    expect(found.load_facts).not.toEqual(
      found.load_facts?.map(() => found.load_facts?.[0]),
    );
    await Deno.remove(`${data}/kv/r2`, { recursive: true });
    await write(data, "r2", 1);
    await loadStore(data, path);
    const changed = await facts(path);
    expect(changed.load_facts?.[1]).toEqual({
      ...changed.load_facts?.[0],
      run_id: "r2",
    });
  }));

test("facts of other code are computed again, without the records", () =>
  withTempFolder(async (data) => {
    const path = `${data}/store.duckdb`;
    for (const [i, id] of ids.entries()) await write(data, id, i);
    await loadStore(data, path);
    const found = await facts(path);
    const judged = async () => {
      using store = await Store.open(path);
      return await validity(store, "kv");
    };
    const validities = await judged();
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    await connection.run("UPDATE loaded SET digest = '' WHERE part = 'facts'");
    await connection.run("UPDATE window_facts SET begin_at = NULL");
    connection.closeSync();
    instance.closeSync();
    expect(await judged()).not.toEqual(validities);
    expect(await loadStore(data, path)).toMatchObject({
      loaded: 0,
      unchanged: 3,
    });
    expect(await facts(path)).toEqual(found);
    expect(await judged()).toEqual(validities);
  }));
