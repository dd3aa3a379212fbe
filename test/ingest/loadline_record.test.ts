import { expect, test } from "vitest";
import { ingestFiles, toImporter } from "../../src/ingest/mod.ts";
import { loadStore, Store } from "../../src/store/mod.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../testing/records.ts";

const importer = toImporter("reports");

function ingest(data: string, file: string, experiment = "") {
  return ingestFiles(importer, [file], { data, experiment, settings: {} });
}

async function contentOf(data: string) {
  await loadStore(data, `${data}/store.duckdb`);
  using store = await Store.open(`${data}/store.duckdb`);
  const rows = async (sql: string) => (await store.rows(sql)).rows;
  return {
    runs: await rows("SELECT * EXCLUDE (part) FROM runs ORDER BY run_id"),
    params: await rows("SELECT * FROM params ORDER BY ALL"),
    operations: await rows("SELECT * FROM operations ORDER BY ALL"),
    events: await rows("SELECT * FROM events ORDER BY ALL"),
    warnings: await rows("SELECT code, place FROM warnings ORDER BY ALL"),
  };
}

/** A record of two runs, one with a table large enough for Parquet. */
async function writeRecord(data: string): Promise<string> {
  await writeTestRun(
    data,
    toTestRun("r1", { params: [toTestParam("nodes", 3)] }),
    {
      operations: Array.from({ length: 2500 }, (_, i) =>
        toTestOperation("r1", {
          operation_id: String(i),
          started_at: "2026-01-02T03:04:05.123456Z",
          bytes: i,
        })),
    },
  );
  await writeTestRun(data, toTestRun("r2"), {
    operations: [toTestOperation("r2", { error: 'a "quote"\nand a line' })],
    events: [{
      run_id: "r2",
      at: null,
      kind: "note",
      subject: "",
      detail: "",
      data: "{}",
    }],
  });
  return `${data}/kv/reports.json`;
}

test("reports reproduces the record it reads, from CSV and Parquet", () =>
  withTempFolder(async (folder) => {
    const file = await writeRecord(`${folder}/a`);
    const { counts, experiment } = await ingest(`${folder}/b`, file);
    expect(experiment).toBe("kv");
    expect(counts).toEqual({
      unit: "rows",
      read: 2504,
      stored: 2504,
      rejected: 0,
    });
    expect(await contentOf(`${folder}/b`)).toEqual(
      await contentOf(`${folder}/a`),
    );
    const again = await ingest(`${folder}/b`, file);
    expect([again.runs.length, again.known]).toEqual([0, 2]);
  }));

test("reports counts and warns of what it cannot read", () =>
  withTempFolder(async (folder) => {
    const file = await writeRecord(`${folder}/a`);
    await Deno.writeTextFile(file, '{"run_id":"r3"}\n{"run_id":', {
      append: true,
    });
    await Deno.remove(`${folder}/a/kv/r2/tables.json`);
    await Deno.writeTextFile(
      `${folder}/a/kv/r2/operations.csv`,
      "r2,2,GET,,,,lost,,,,\nr2,3,GE",
      { append: true },
    );
    const { counts } = await ingest(`${folder}/b`, file);
    expect(counts).toEqual({
      unit: "rows",
      read: 2508,
      stored: 2504,
      rejected: 4,
    });
    expect((await contentOf(`${folder}/b`)).warnings).toEqual([
      { code: "rejected-row", place: "r2/operations:2" },
      { code: "rejected-row", place: "reports.json:3" },
      { code: "rejected-row", place: "reports.json:4" },
      { code: "torn-tail", place: "r2/operations" },
    ]);
  }));

test("reports files runs under another name beside the first", () =>
  withTempFolder(async (folder) => {
    const file = await writeRecord(folder);
    await ingest(folder, file, "kv-copy");
    const { runs, operations } = await contentOf(folder);
    expect(runs.map(({ experiment }) => experiment).sort()).toEqual([
      "kv",
      "kv",
      "kv-copy",
      "kv-copy",
    ]);
    expect(operations).toHaveLength(2 * 2501);
  }));

test("reports leaves out a part with a broken table, and imports the others", () =>
  withTempFolder(async (folder) => {
    const file = await writeRecord(`${folder}/a`);
    const table = `${folder}/a/kv/r1/operations.parquet`;
    const bytes = await Deno.readFile(table);
    bytes[1000]! ^= 1;
    await Deno.writeFile(table, bytes);
    const { counts, runs } = await ingest(`${folder}/b`, file);
    expect(runs.map(({ run_id }) => run_id)).toEqual(["r2"]);
    expect(counts).toEqual({ unit: "rows", read: 4, stored: 3, rejected: 1 });
    const { warnings } = await contentOf(`${folder}/b`);
    expect(warnings).toEqual([{ code: "part-left-out", place: "r1" }]);
  }));

test("reports refuses a file that is not a record, and a record without a readable part", () =>
  withTempFolder(async (folder) => {
    const other = `${folder}/reports.json`;
    await Deno.writeTextFile(other, '{"metrics":{}}\n');
    await expect(ingest(`${folder}/b`, other)).rejects.toThrow(
      /reports\.json:1: holds no Loadline run .*; name the reports\.json/,
    );
    const file = await writeRecord(`${folder}/a`);
    for (const part of ["r1", "r2"]) {
      await Deno.remove(`${folder}/a/kv/${part}/tables.json`);
      await Deno.writeTextFile(
        `${folder}/a/kv/${part}/operations.parquet`,
        "PAR0",
      );
    }
    await expect(ingest(`${folder}/b`, file)).rejects.toThrow(
      /reports\.json: holds no part that can be read: .*operations\.parquet/,
    );
  }));

test("ingestFiles() refuses a setting that is a word of the language", () =>
  withTempFolder(async (data) => {
    const settings = { constructor: "1" };
    const file = `${data}/x.csv`;
    await Deno.writeTextFile(file, "x");
    await expect(
      ingestFiles(importer, [file], { data, experiment: "a", settings }),
    ).rejects.toThrow("Cannot set 'constructor' as reports knows only");
  }));
