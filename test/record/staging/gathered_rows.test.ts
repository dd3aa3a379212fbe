/** Batches of many shapes, such as those of thousands of small files. */
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { GatheredRows } from "../../../src/record/staging/gathered_rows.ts";
import {
  addRow,
  emptyBatch,
  PartWriter,
  type RowBatch,
  rowsOf,
} from "../../../src/record/mod.ts";
import { withTempFolder } from "../../testing/records.ts";

/** Texts that a CSV or a statement must quote, or that no UTF-8 can hold. */
const words = ["", 'it\'s, "b"\n', "é😀", "\ud800", "NULL", "\ufffd", "\t "];

/** Returns the operations of a small file: few rows of each of some shapes. */
function toOperations(
  file: number,
  { shapes = 7, rows = 40 }: {
    readonly shapes?: number;
    readonly rows?: number;
  } = {},
): RowBatch<"operations"> {
  const batch = emptyBatch("operations", ["operation_id", "duration_s"]);
  for (let i = 0; i < shapes; i++) {
    batch.shapes.push({
      run_id: `run-${file}`,
      operation_id: i === 0 ? "" : `${i}-`,
      kind: words[(file + i) % words.length]!,
      subject: `GET /v3/${i % 5}`,
      started_at: null,
      duration_s: null,
      outcome: i % 3 === 0 ? "failed" : "ok",
      error: "",
      code: "",
      bytes: null,
      worker: words[1]!,
    });
  }
  for (let n = 0; n < rows; n++) {
    const i = addRow(batch, Math.floor(n * shapes / rows));
    batch.numbers.operation_id[i] = n + 1;
    batch.numbers.duration_s[i] = n % 9 === 0 ? NaN : (n - 20) ** 2 / 1e6;
  }
  return batch;
}

/** Returns what a small file reports: four statistics of each of seven kinds. */
function toReported(file: number): RowBatch<"reported"> {
  const batch = emptyBatch("reported", ["value", "n", "position"], [
    "statistic",
    "text",
  ]);
  for (let kind = 0; kind < 7; kind++) {
    const shape = batch.shapes.push({
      run_id: `run-${file}`,
      kind: `kind ${kind}`,
      statistic: "unused",
      value: null,
      unit: "s",
      n: null,
      label: words[kind]!,
      position: 0,
      text: "unused",
      annotation: "",
      struck: false,
    }) - 1;
    for (const statistic of ["min", "max", "mean", words[1]!]) {
      const i = addRow(batch, shape);
      const value = (file + kind) * 1e-5 * (statistic === "min" ? -0 : 1);
      batch.numbers.value[i] = value;
      batch.numbers.n[i] = kind === 3 ? NaN : 30;
      batch.numbers.position[i] = kind;
      batch.texts.statistic[i] = statistic;
      batch.texts.text[i] = `${value} ${words[kind]} ${file} ${statistic}`;
    }
  }
  return batch;
}

async function tableOf(path: string, order = ""): Promise<{
  readonly schema: unknown;
  readonly rows: readonly (readonly unknown[])[];
}> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const schema = await connection.runAndReadAll(`DESCRIBE FROM '${path}'`);
    const rows = await connection.runAndReadAll(`FROM '${path}' ${order}`);
    return { schema: schema.getRowsJson(), rows: rows.getRowsJson() };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Writes batches as they are, and as rows. */
async function writeBoth(
  folder: string,
  batches: readonly RowBatch[],
): Promise<void> {
  await using asBatches = new PartWriter(`${folder}/batches`);
  await using asRows = new PartWriter(`${folder}/rows`);
  for (const batch of batches) {
    await asBatches.appendBatch(batch);
    asRows.append(batch.table, rowsOf(batch));
  }
}

const files = Array.from({ length: 400 }, (_, file) => file);

test.each<[table: string, batches: readonly RowBatch[]]>([
  ["operations", files.map((file) => toOperations(file))],
  // More texts than a column has words.
  ["reported", files.map(toReported)],
  // More runs than that, and more rows than there is room for at first.
  [
    "operations",
    files.map((file) => toOperations(file, { shapes: 40, rows: 80 }))
      .map((batch, file) => ({
        ...batch,
        shapes: batch.shapes.map((shape, i) => ({
          ...shape,
          run_id: `run-${file}-${i}`,
        })),
      })),
  ],
])("PartWriter writes small batches of %s in the order of their rows", (
  table,
  batches,
) =>
  withTempFolder(async (folder) => {
    await writeBoth(folder, batches);
    const path = (kind: string) => `${folder}/${kind}/${table}.parquet`;
    expect(await tableOf(path("batches"))).toEqual(await tableOf(path("rows")));
  }));

test("PartWriter gives the same bytes for the same small batches", () =>
  withTempFolder(async (folder) => {
    const [a, b] = await Promise.all(["a", "b"].map(async (part) => {
      const writer = new PartWriter(`${folder}/${part}`);
      for (const file of files) await writer.appendBatch(toOperations(file));
      await writer.close(1);
      return await Deno.readFile(`${folder}/${part}/operations.parquet`);
    }));
    expect(a).toEqual(b);
  }));

test("PartWriter leaves few small batches as the text of their rows", () =>
  withTempFolder(async (folder) => {
    const batches = [toOperations(1), toReported(2), toOperations(3)];
    await writeBoth(folder, batches);
    for (const name of ["operations.csv", "reported.csv"]) {
      const text = (kind: string) =>
        Deno.readTextFileSync(`${folder}/${kind}/${name}`);
      expect(text("batches")).toBe(text("rows"));
    }
  }));

test("PartWriter keeps every row where small batches and others are mixed", () =>
  withTempFolder(async (folder) => {
    const zero = toOperations(400);
    const odd = {
      ...zero,
      shapes: zero.shapes.map((shape) => ({ ...shape, worker: "a\0b" })),
    };
    const wrong = toOperations(401);
    wrong.numbers.duration_s![3] = Infinity;
    const sized = toOperations(402);
    const bytes = {
      ...sized,
      shapes: sized.shapes.map((shape, i) => ({ ...shape, bytes: i })),
    };
    const large = toOperations(403, { shapes: 3, rows: 5000 });
    const { operation_id: _, ...numbers } = toOperations(404).numbers;
    const other = { ...toOperations(404), numbers };
    const last = files.slice(100).map((file) => toOperations(file));
    await writeBoth(folder, [
      ...files.slice(0, 100).map((file) => toOperations(file)),
      ...[odd, wrong, ...last.slice(0, 100)],
      ...[bytes, other, large, ...last.slice(100)],
    ]);
    const path = (kind: string) => `${folder}/${kind}/operations.parquet`;
    expect(await tableOf(path("batches"), "ORDER BY ALL"))
      .toEqual(await tableOf(path("rows"), "ORDER BY ALL"));
    const warnings = (kind: string) =>
      Deno.readTextFileSync(`${folder}/${kind}/warnings.csv`);
    expect(warnings("batches")).toBe(warnings("rows"));
  }));

test("PartWriter writes the rows of a query behind those of small batches, and before those of later ones", () =>
  withTempFolder(async (folder) => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(
      `CREATE TABLE found AS SELECT CAST(i AS VARCHAR) AS operation_id,
        'get' AS kind, '' AS subject, CAST(NULL AS TIMESTAMP) AS started_at,
        i / 8 AS duration_s, 'ok' AS outcome, '' AS error, '' AS code,
        NULL AS bytes, '' AS worker FROM range(1000) t(i)`,
    );
    const writer = new PartWriter(folder);
    const small = files.slice(0, 50).map((file) => toOperations(file));
    for (const batch of small) await writer.appendBatch(batch);
    const [table, relation] = ["operations", "found"] as const;
    const query = { table, relation, connection, run_id: "q", rows: 1000 };
    await writer.appendQuery(query);
    await writer.appendBatch(toOperations(50));
    await writer.appendBatch(toOperations(51, { shapes: 3, rows: 5000 }));
    await writer.close(1);
    connection.closeSync();
    instance.closeSync();
    const { rows } = await tableOf(`${folder}/operations.parquet`);
    const runs = rows.map(([run_id]) => run_id);
    expect(runs.filter((run_id, i) => run_id !== runs[i - 1])).toEqual([
      ...files.slice(0, 50).map((file) => `run-${file}`),
      ...["q", "run-50", "run-51"],
    ]);
    expect(rows.length).toBe(51 * 40 + 1000 + 5000);
    const left = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    expect(left).toEqual(["operations.parquet", "tables.json"]);
  }));

test("GatheredRows is full once its texts are as long as may be in memory", () => {
  const gathered = new GatheredRows("operations");
  const batch = emptyBatch("operations", ["duration_s"], ["error"]);
  batch.shapes.push(toOperations(1).shapes[0]!);
  const error = "x".repeat(2_000_000);
  for (let n = 0; n < 18; n++) {
    const i = addRow(batch, 0);
    batch.numbers.duration_s[i] = n;
    batch.texts.error[i] = error;
  }
  expect(gathered.isFull).toBe(false);
  expect(gathered.add(batch)).toBe(true);
  expect(gathered.isFull).toBe(true);
  expect(gathered.rows).toBe(18);
  expect(gathered.chars).toBeGreaterThan(36_000_000);
  expect(gathered.batches.flatMap((each) => rowsOf(each))).toEqual(
    rowsOf(batch),
  );
});
