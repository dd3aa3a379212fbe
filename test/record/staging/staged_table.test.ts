import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import {
  addRow,
  emptyBatch,
  endsText,
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
type ReportedBatch = OpenBatch<
  "reported",
  "value" | "position" | "text",
  "statistic" | "label" | "annotation"
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

const words = ["p50", 'it\'s, "b"\n', "", "é😀", "\ud800", "NULL", "\ufffd"];
/** Numbers with which a text can end. */
const ends = [0, -0, 7, -12, 401.53, 0.0001, -1e15 / 3, NaN, 2 ** 53 - 1];

function toReported(count: number): ReportedBatch {
  const batch = emptyBatch("reported", ["value", "position", "text"], [
    "statistic",
    "label",
    "annotation",
  ]);
  for (const text of ["", "about "]) {
    batch.shapes.push({
      run_id: "r1",
      kind: "get_latency",
      statistic: "unused",
      value: null,
      unit: "s",
      n: text === "" ? null : 3,
      label: "unused",
      position: 0,
      text,
      annotation: "unused",
      struck: text === "",
    });
  }
  for (let n = 0; n < count; n++) {
    const i = addRow(batch, n % 2);
    batch.numbers.value[i] = n % 7 === 0 ? NaN : n / 8;
    batch.numbers.position[i] = n;
    batch.numbers.text[i] = ends[n % ends.length]!;
    batch.texts.statistic[i] = words[n % words.length]!;
    batch.texts.label[i] = "the same";
    // More of them than are numbered.
    batch.texts.annotation[i] = `note ${n}, longer than twelve bytes: é`;
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
  ["reported", toReported],
])("PartWriter writes the same table of %s from batches as from rows", (
  table,
  toBatch,
) =>
  withTempFolder(async (folder) => {
    for (const kind of ["rows", "batches", "columns"]) {
      const writer = new PartWriter(`${folder}/${kind}`);
      for (const count of [1, 1000, 5000, 2048, 300]) {
        const batch = toBatch(count);
        if (kind === "batches") await writer.appendBatch(batch);
        else if (kind === "columns") writer.appendColumns(batch);
        else writer.append(table as "samples", rowsOf(batch) as never);
      }
      await writer.close(1);
    }
    const rows = await tableOf(`${folder}/rows/${table}.parquet`);
    for (const kind of ["batches", "columns"]) {
      expect(await tableOf(`${folder}/${kind}/${table}.parquet`)).toEqual(rows);
    }
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

test("PartWriter writes batches of many shapes in order", () =>
  withTempFolder(async (folder) => {
    for (const kind of ["rows", "batches"]) {
      const writer = new PartWriter(`${folder}/${kind}`);
      for (let part = 0; part < 12; part++) {
        const batch = toSamples(1000);
        const [shape] = batch.shapes;
        for (let i = 0; i < 90; i++) {
          batch.shapes.push({ ...shape!, source: `${part}-${i}` });
        }
        for (let i = 0; i < batch.count; i++) batch.shape[i] = i % 94;
        if (kind === "batches") await writer.appendBatch(batch);
        else writer.append("samples", rowsOf(batch));
      }
      await writer.close(1);
    }
    expect(await tableOf(`${folder}/batches/samples.parquet`))
      .toEqual(await tableOf(`${folder}/rows/samples.parquet`));
  }));

test("PartWriter writes a batch as rows if its shapes are too many, or a text holds a zero", () =>
  withTempFolder(async (folder) => {
    const writer = new PartWriter(folder);
    const many = toReported(1000);
    const [shape] = many.shapes;
    for (let i = 0; i < 300; i++) {
      many.shapes.push({ ...shape!, kind: `kind ${i}` });
    }
    await writer.appendBatch(many);
    const zero = toReported(1000);
    zero.texts.statistic[3] = "a\u0000b";
    await writer.appendBatch(zero);
    await writer.appendBatch(toReported(1000));
    await writer.close(1);
    const manifest = JSON.parse(
      await Deno.readTextFile(`${folder}/tables.json`),
    );
    expect(manifest.tables).toMatchObject([
      { file: "reported.parquet", rows: 3000 },
    ]);
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(
      `SELECT count(*) FROM '${folder}/reported.parquet'
      WHERE statistic = 'a' || chr(0) || 'b'`,
    );
    expect(reader.getRows()).toEqual([[1n]]);
    connection.closeSync();
    instance.closeSync();
  }));

test("PartWriter writes the numbers that end texts as JavaScript prints them", () =>
  withTempFolder(async (folder) => {
    const writer = new PartWriter(folder);
    const numbers = Array.from({ length: 60_000 }, (_, i) => {
      const size = 10 ** (i % 19 - 4);
      return ((i * 2654435761) % 1e9) / 1e9 * size * (i % 2 === 0 ? 1 : -1);
    }).filter(endsText);
    const batch = toReported(numbers.length);
    batch.numbers.text.set(numbers);
    batch.shape.fill(0);
    await writer.appendBatch(batch);
    await writer.close(1);
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(
      `SELECT text FROM '${folder}/reported.parquet'`,
    );
    expect(reader.getRows().map(([text]) => text)).toEqual(numbers.map(String));
    connection.closeSync();
    instance.closeSync();
  }));

test("PartWriter throws one error if staged rows cannot be written, and ends", () =>
  withTempFolder(async (folder) => {
    // A folder stands where the table is to be written.
    await Deno.mkdir(`${folder}/samples.parquet.part`);
    const writer = new PartWriter(folder);
    await writer.appendBatch(toSamples(3000));
    await expect(writer.close()).rejects.toThrow(
      /^Cannot stage the rows of a table as IO Error: .*samples.parquet.part/,
    );
    await writer.close();
    await writer.discard();
  }));

test("PartWriter discards staged rows without a table", () =>
  withTempFolder(async (folder) => {
    const writer = new PartWriter(folder);
    await writer.appendBatch(toSamples(3000));
    await writer.discard();
    await writer.close();
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    expect(names).toEqual(["samples.csv"]);
  }));
