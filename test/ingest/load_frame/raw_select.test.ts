import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { sqlUnixTime } from "../../../src/ingest/load_frame/raw_select.ts";

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

test("sqlUnixTime() reads digits, and nothing else that DuckDB takes for a number", async () => {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    await connection.run("CREATE TABLE texts (written VARCHAR, us VARCHAR)");
    for (const [written, us] of texts) {
      await connection.run("INSERT INTO texts VALUES ($1, $2)", [written, us]);
    }
    const read = await connection.runAndReadAll(
      `SELECT written, us, CAST(epoch_us(${sqlUnixTime("written")}) AS VARCHAR)
        FROM texts`,
    );
    expect(read.getRows()).toEqual(texts.map(([text, us]) => [text, us, us]));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});
