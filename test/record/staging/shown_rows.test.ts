import { DOUBLE, DuckDBInstance, ENUM, VARCHAR } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { showRows } from "../../../src/record/staging/shown_rows.ts";

/** Returns blocks of so many rows: their numbers count on, each with its text and the parity of the number. */
function toBlocks(counts: readonly number[]) {
  let next = 0;
  return counts.map((count) => {
    const numbers = Float64Array.from({ length: count }, () => next++);
    return {
      columns: [
        numbers,
        Uint8Array.from(numbers, (number) => number % 2),
        [...numbers].map((number) => `number ${number}`),
      ],
      count,
    };
  });
}

test("showRows() shows the rows of all blocks in order, to each query from the first on", async () => {
  const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
  const connection = await instance.connect();
  try {
    // Blocks end within chunks, with chunks, and are empty.
    const counts = [1, 0, 5000, 2047, 2048, 7];
    showRows(connection, {
      name: "numbers",
      fields: [
        { name: "number", type: DOUBLE },
        { name: "parity", type: ENUM(["even", "odd"]) },
        { name: "text", type: VARCHAR },
      ],
      blocks: toBlocks(counts),
    });
    const all = counts.reduce((sum, count) => sum + count, 0);
    const expected = Array.from(
      { length: all },
      (_, i) => [i, i % 2 === 0 ? "even" : "odd", `number ${i}`],
    );
    for (const _ of [1, 2]) {
      const reader = await connection.runAndReadAll("FROM numbers()");
      expect(reader.getRows()).toEqual(expected);
    }
    // A query that ends early leaves nothing to the next.
    await connection.run("SELECT number FROM numbers() LIMIT 3000");
    const reader = await connection.runAndReadAll(
      "SELECT count(*)::INTEGER, max(number) FROM numbers()",
    );
    expect(reader.getRows()).toEqual([[all, all - 1]]);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});

test("showRows() shows no row where there is none", async () => {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    showRows(connection, {
      name: "nothing",
      fields: [{ name: "number", type: DOUBLE }],
      blocks: [],
    });
    const reader = await connection.runAndReadAll("FROM nothing()");
    expect(reader.getRows()).toEqual([]);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});
