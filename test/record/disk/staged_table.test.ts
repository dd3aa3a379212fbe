import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import {
  addRow,
  emptyBatch,
  type OpenBatch,
  PartWriter,
  rowsOf,
} from "../../../src/record/mod.ts";
import { withTempFolder } from "../../testing/records.ts";

type SampleBatch = OpenBatch<"samples", "at" | "value">;
type OperationBatch = OpenBatch<
  "operations",
  "operation_id" | "started_at" | "duration_s"
>;

const odd = [
  0,
  -0,
  1e-7,
  0.1 + 0.2,
  -1.5e300,
  5e-324,
  Number.MAX_SAFE_INTEGER,
  123456789.125,
];
const oddTimes = [
  NaN,
  0,
  -1,
  -62_167_219_200_000,
  253_402_300_799_999,
  1_516_000_000_123,
  1_516_000_000_123.456,
  1_516_000_000_123.9999,
  -1.25,
];

function toSamples(count: number): SampleBatch {
  const batch = emptyBatch("samples", ["at", "value"]);
  for (const source of ["a", 'it\'s, "b"\n', "", "é😀"]) {
    const shape = { run_id: "r1", source, metric: "errors", unit: "1/s" };
    batch.shapes.push({ ...shape, at: null, value: 0 });
  }
  for (let n = 0; n < count; n++) {
    const i = addRow(batch, n % batch.shapes.length);
    batch.numbers.at[i] = oddTimes[n % oddTimes.length]!;
    batch.numbers.value[i] = odd[n % odd.length]!;
  }
  return batch;
}

function toOperations(count: number): OperationBatch {
  const batch = emptyBatch("operations", [
    "operation_id",
    "started_at",
    "duration_s",
  ]);
  for (const outcome of ["ok", "failed"] as const) {
    batch.shapes.push({
      run_id: "r1",
      operation_id: outcome === "ok" ? "" : "3-",
      kind: "get",
      subject: "",
      started_at: null,
      duration_s: null,
      outcome,
      error: "",
      code: "",
      bytes: outcome === "ok" ? 7 : null,
      worker: "",
    });
  }
  for (let n = 0; n < count; n++) {
    const i = addRow(batch, n % 2);
    batch.numbers.operation_id[i] = n + 1;
    batch.numbers.started_at[i] = oddTimes[n % oddTimes.length]!;
    batch.numbers.duration_s[i] = n % 9 === 0 ? NaN : n / 1e6;
  }
  return batch;
}

async function tableOf(path: string): Promise<unknown> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const schema = await connection.runAndReadAll(`DESCRIBE FROM '${path}'`);
    const rows = await connection.runAndReadAll(`FROM '${path}'`);
    return [schema.getRowsJson(), rows.getRowsJson()];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

test.each([
  ["samples", toSamples],
  ["operations", toOperations],
])("PartWriter writes the same table of %s from batches as from rows", (
  table,
  toBatch,
) =>
  withTempFolder(async (folder) => {
    for (const kind of ["rows", "batches"]) {
      const writer = new PartWriter(`${folder}/${kind}`);
      for (const count of [1, 1000, 5000, 2048, 300]) {
        const batch = toBatch(count);
        if (kind === "batches") await writer.appendBatch(batch);
        else writer.append(table as "samples", rowsOf(batch) as never);
      }
      await writer.close(1);
    }
    expect(await tableOf(`${folder}/batches/${table}.parquet`))
      .toEqual(await tableOf(`${folder}/rows/${table}.parquet`));
  }));

test("PartWriter leaves a small table of batches as text", () =>
  withTempFolder(async (folder) => {
    const writer = new PartWriter(folder);
    await writer.appendBatch(toSamples(499));
    await writer.close(1);
    const text = await Deno.readTextFile(`${folder}/samples.csv`);
    expect(text).toContain("r1,a,errors,1/s,,0\n");
  }));

test("PartWriter rejects the rows of a batch that no column can hold, and keeps the others", () =>
  withTempFolder(async (folder) => {
    const writer = new PartWriter(folder);
    await writer.appendBatch(toSamples(3000));
    const batch = toSamples(3000);
    batch.numbers.value[7] = NaN;
    batch.numbers.value[9] = Infinity;
    batch.numbers.at[11] = 253_402_300_800_000;
    await writer.appendBatch(batch);
    await writer.close(1);
    const warnings = await Deno.readTextFile(`${folder}/warnings.csv`);
    expect(warnings).toMatch(/value is missing,samples,2\n/);
    expect(warnings).toMatch(/at is '\+010000-01-01/);
    const manifest = JSON.parse(
      await Deno.readTextFile(`${folder}/tables.json`),
    );
    expect(manifest.tables[0]).toMatchObject({
      file: "samples.parquet",
      rows: 5997,
    });
  }));

test("PartWriter writes batches with more shapes than fit as rows", () =>
  withTempFolder(async (folder) => {
    const writer = new PartWriter(folder);
    for (let part = 0; part < 3; part++) {
      const batch = toSamples(3000);
      const [shape] = batch.shapes;
      for (let i = 0; i < 150; i++) {
        batch.shapes.push({ ...shape!, source: `${part}-${i}` });
      }
      await writer.appendBatch(batch);
    }
    await writer.close(1);
    const manifest = JSON.parse(
      await Deno.readTextFile(`${folder}/tables.json`),
    );
    expect(manifest.tables).toMatchObject([
      { file: "samples.parquet", rows: 9000 },
    ]);
  }));

test("PartWriter writes shapes that no statement can hold as rows", () =>
  withTempFolder(async (folder) => {
    const writer = new PartWriter(folder);
    for (const source of ["a\u0000b", "long".repeat(2000), "NULL"]) {
      const batch = toSamples(3000);
      const [shape] = batch.shapes;
      batch.shapes.splice(0, 4, ...Array(4).fill({ ...shape!, source }));
      await writer.appendBatch(batch);
    }
    await writer.close(1);
    const manifest = JSON.parse(
      await Deno.readTextFile(`${folder}/tables.json`),
    );
    expect(manifest.tables).toMatchObject([
      { file: "samples.parquet", rows: 9000 },
    ]);
  }));
