import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { plainColumns } from "../../src/store/plain_columns.ts";

async function columnsOf(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    return plainColumns(await connection.run(sql));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

test("plainColumns() reads lists that are empty, null, nested, and of structs", async () => {
  const columns = await columnsOf(`SELECT * FROM (VALUES
    ([1.5::DOUBLE, NULL], [[1], NULL, []], [{'a': 'x'}]),
    (NULL, NULL, NULL),
    ([], [], []),
    ([2, 3], [[4, 5], [6]], [{'a': 'y'}, NULL])) t(a, b, c)`);
  expect(columns).toEqual([
    [[1.5, null], null, [], [2, 3]],
    [[[1], null, []], null, [], [[4, 5], [6]]],
    [[{ a: "x" }], null, [], [{ a: "y" }, null]],
  ]);
});

test("plainColumns() reads the lists of many rows, in any order and of some rows only", async () => {
  const columns = await columnsOf(
    `SELECT i::DOUBLE AS i, range(i % 4) AS items FROM range(9000) r(i)
     WHERE i % 5 <> 0 ORDER BY i DESC`,
  );
  const [numbers, lists] = columns as [number[], number[][]];
  expect(numbers).toHaveLength(7200);
  expect(lists).toEqual(
    numbers.map((i) => Array.from({ length: i % 4 }, (_, item) => item)),
  );
});
