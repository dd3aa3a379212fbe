import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import {
  addRow,
  emptyBatch,
  type Operation,
  PartWriter,
  type RowBatch,
  rowsOf,
} from "../../../src/record/mod.ts";
import { withTempFolder } from "../../testing/records.ts";

/** Returns operations of so many subjects, with texts that a CSV or a statement must quote. */
function toBatch(
  count: number,
  { subjects = 3 }: { readonly subjects?: number } = {},
): RowBatch<"operations"> {
  const batch = emptyBatch("operations", [
    "operation_id",
    "started_at",
    "duration_s",
    "bytes",
  ]);
  const errors = ["", 'it\'s, "b"\n', "é😀", "\ud800", "NULL", "\ufffd"];
  for (let i = 0; i < Math.max(subjects, errors.length); i++) {
    batch.shapes.push({
      run_id: "r1",
      operation_id: i % 2 === 0 ? "" : "3-",
      kind: "get",
      subject: `node-${i % subjects}`,
      started_at: null,
      duration_s: null,
      outcome: "ok",
      error: errors[i % errors.length]!,
      code: "",
      bytes: null,
      worker: `w${i % 300}`,
    });
  }
  for (let n = 0; n < count; n++) {
    const i = addRow(batch, n % batch.shapes.length);
    batch.numbers.operation_id[i] = n;
    batch.numbers.started_at[i] = n % 11 === 0 ? NaN : 1.7e12 + n / 8;
    batch.numbers.duration_s[i] = n % 9 === 0 ? NaN : n / 1e6;
    batch.numbers.bytes[i] = n % 7 === 0 ? NaN : 2 ** 33 + n;
  }
  return batch;
}

async function rowsIn(folder: string): Promise<unknown> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const rows = await connection.runAndReadAll(
      `FROM '${folder}/operations.parquet'`,
    );
    return rows.getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Writes rows as objects; returns them as they are read. */
async function rowsOfObjects(
  folder: string,
  rows: readonly Operation[],
): Promise<unknown> {
  const writer = new PartWriter(folder);
  writer.append("operations", rows);
  await writer.close(1);
  return await rowsIn(folder);
}

test("PartWriter makes Parquet of the batches that it keeps, and does not read their CSV", () =>
  withTempFolder(async (folder) => {
    const writer = new PartWriter(`${folder}/columns`);
    const batches = [toBatch(3000), toBatch(1), toBatch(9000)];
    for (const batch of batches) writer.appendColumns(batch);
    writer.flush();
    const path = `${folder}/columns/operations.csv`;
    const { size } = await Deno.stat(path);
    await Deno.writeTextFile(path, "x".repeat(size));
    await writer.close(1);
    expect(await rowsIn(`${folder}/columns`)).toEqual(
      await rowsOfObjects(`${folder}/rows`, batches.flatMap(rowsOf)),
    );
  }));

test("PartWriter gives the same bytes for the same batches", () =>
  withTempFolder(async (folder) => {
    const [a, b] = await Promise.all(["a", "b"].map(async (part) => {
      const writer = new PartWriter(`${folder}/${part}`);
      for (let i = 0; i < 4; i++) writer.appendColumns(toBatch(40_000));
      await writer.close(1);
      return await Deno.readFile(`${folder}/${part}/operations.parquet`);
    }));
    expect(a).toEqual(b);
  }));

test.each<[
  what: string,
  append: (writer: PartWriter) => readonly Operation[],
]>([
  ["other rows", (writer) => {
    const [first, second, third] = [toBatch(700), toBatch(2), toBatch(900)];
    writer.appendColumns(first);
    writer.append("operations", rowsOf(second));
    writer.appendColumns(third);
    return [first, second, third].flatMap(rowsOf);
  }],
  ["more words than fit", (writer) => {
    const batches = [toBatch(20_000, { subjects: 10_001 }), toBatch(600)];
    for (const batch of batches) writer.appendColumns(batch);
    return batches.flatMap(rowsOf);
  }],
  ["a word that no statement can hold", (writer) => {
    const batch = toBatch(2000);
    const shapes = batch.shapes.map((shape) => ({ ...shape, worker: "a\0b" }));
    writer.appendColumns({ ...batch, shapes });
    return rowsOf({ ...batch, shapes });
  }],
  ["a column of texts", (writer) => {
    const batch = toBatch(2000);
    const texts = { error: rowsOf(batch).map((_, i) => `error ${i % 5}`) };
    writer.appendColumns({ ...batch, texts });
    return rowsOf({ ...batch, texts });
  }],
  ["other columns in another batch", (writer) => {
    const batch = toBatch(2000);
    const { bytes: _, ...numbers } = batch.numbers;
    const batches = [batch, { ...batch, numbers }];
    for (const each of batches) writer.appendColumns(each);
    return batches.flatMap(rowsOf);
  }],
])(
  "PartWriter reads the CSV of a table with %s",
  (_, append) =>
    withTempFolder(async (folder) => {
      const writer = new PartWriter(`${folder}/columns`);
      const rows = append(writer);
      await writer.close(1);
      expect(await rowsIn(`${folder}/columns`)).toEqual(
        await rowsOfObjects(`${folder}/rows`, rows),
      );
    }),
);

test("PartWriter adds batches to a table that an earlier writer left as text", () =>
  withTempFolder(async (folder) => {
    const batches = [toBatch(300), toBatch(4000)];
    for (const batch of batches) {
      const writer = new PartWriter(`${folder}/columns`);
      writer.appendColumns(batch);
      await writer.close(1);
    }
    expect(await rowsIn(`${folder}/columns`)).toEqual(
      await rowsOfObjects(`${folder}/rows`, batches.flatMap(rowsOf)),
    );
  }));
