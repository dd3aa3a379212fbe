import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import {
  rawColumns,
  sqlErrorOutcome,
  sqlOutcome,
  sqlRole,
  sqlStatusOutcome,
  sqlUnixTime,
} from "../../../src/ingest/load_frame/raw_select.ts";

/** Texts, and the Unix time in microseconds that they are; null for none. */
const texts: readonly (readonly [string | null, string | null])[] = [
  ["1492260110", "1492260110000000"],
  ["1492260110340", "1492260110340000"],
  ["1492260110340123", "1492260110340123"],
  ["1492260110340123456", "1492260110340123"],
  ["0492260110", "492260110000000"],
  ["000000000", "0"],
  ["12345678", null],
  ["12345678901234567890", null],
  ["9999999999999999999", null],
  ["-1492260110", null],
  ["+1492260110", null],
  [" 1492260110", null],
  ["1492260110.5", null],
  ["1e10000000", null],
  ["1_492_260_110", null],
  ["2017-04-15 12:41:50", null],
  ["１４９２２６０１１０", null],
  ["", null],
  [null, null],
];

async function withDatabase(
  act: (connection: DuckDBConnection) => Promise<void>,
): Promise<void> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    await act(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

test("sqlUnixTime() reads digits, and nothing else that DuckDB takes for a number", () =>
  withDatabase(async (connection) => {
    await connection.run("CREATE TABLE texts (written VARCHAR, us VARCHAR)");
    for (const [written, us] of texts) {
      await connection.run("INSERT INTO texts VALUES ($1, $2)", [written, us]);
    }
    const read = await connection.runAndReadAll(
      `SELECT written, us, CAST(epoch_us(${sqlUnixTime("written")}) AS VARCHAR)
        FROM texts`,
    );
    expect(read.getRows()).toEqual(texts.map(([text, us]) => [text, us, us]));
  }));

test("roles and outcomes are of the type of their columns before they are cast to it", () =>
  withDatabase(async (connection) => {
    const role = `CASE WHEN code = '0' THEN ${sqlRole("sample")}
      ELSE ${sqlRole("operation")} END`;
    const outcome = `CASE WHEN code = '0' THEN ${sqlErrorOutcome("error")}
      WHEN code = '404' THEN ${sqlOutcome("miss")}
      ELSE ${sqlStatusOutcome("code")} END`;
    const source =
      "(VALUES ('0', 'dial: i/o timeout'), ('404', ''), ('200', '')) v(code, error)";
    const read = await connection.runAndReadAll(
      `SELECT CAST(${role} AS VARCHAR), CAST(${outcome} AS VARCHAR),
        typeof(${role}), typeof(${outcome}) FROM ${source}`,
    );
    const types = [rawColumns.role, rawColumns.outcome];
    expect(read.getRows()).toEqual([
      ["sample", "timeout", ...types],
      ["operation", "miss", ...types],
      ["operation", "ok", ...types],
    ]);
  }));
