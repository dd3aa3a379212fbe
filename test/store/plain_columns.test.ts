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

test("plainColumns() reads texts of every length, with and without characters of several bytes", async () => {
  const columns = await columnsOf(
    `SELECT i::DOUBLE AS i, CASE WHEN i % 7 <> 3 THEN repeat(chr((97 + i % 26)::INTEGER), i % 41) END AS plain,
       repeat(chr((97 + i % 26)::INTEGER), i % 29) || CASE i % 11 WHEN 5 THEN 'ä€😀' WHEN 6 THEN '\t"' ELSE '' END AS mixed,
       'the same in each of these rows' AS same, concat('kind ', i % 3) AS short, NULL::VARCHAR AS nothing
     FROM range(9000) r(i) WHERE i % 5 <> 0 ORDER BY i DESC`,
  );
  const [numbers, plain, mixed, same, short, nothing] = columns as [
    number[],
    (string | null)[],
    string[],
    string[],
    string[],
    null[],
  ];
  const letters = (i: number, n: number) =>
    String.fromCharCode(97 + i % 26).repeat(i % n);
  const ends = new Map([[5, "ä€😀"], [6, '\t"']]);
  expect(numbers).toHaveLength(7200);
  expect(plain)
    .toEqual(numbers.map((i) => i % 7 === 3 ? null : letters(i, 41)));
  expect(mixed)
    .toEqual(numbers.map((i) => letters(i, 29) + (ends.get(i % 11) ?? "")));
  expect(same).toEqual(numbers.map(() => "the same in each of these rows"));
  expect(short).toEqual(numbers.map((i) => `kind ${i % 3}`));
  expect(nothing).toEqual(numbers.map(() => null));
});

test("plainColumns() reads numbers, texts and JSON as DuckDB's own reader does", async () => {
  const sql = `SELECT * FROM (VALUES
    (1.5::DOUBLE, '', chr(0) || 'zero', '{"a": 1}'::JSON),
    (NULL, NULL, chr(65279) || 'with a mark of the order of bytes', NULL),
    ('nan', 'twelve bytes', 'thirteen byte', '[]'),
    ('-inf', 'zwölf bytes', 'dreizehn ä by', '"a longer text in JSON, ä"'),
    (-0.0, chr(65279), repeat('long ', 100000), 'null')) t(a, b, c, d)`;
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const own = plainColumns(await connection.run(sql));
    const result = await connection.run(sql);
    expect(own).toStrictEqual(await result.getColumns());
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});

test("plainColumns() reads long texts that rows share, in any order", async () => {
  const columns = await columnsOf(
    `SELECT i::DOUBLE AS i, name FROM range(5000) r(i) JOIN (VALUES
       (0, 'the first of the names'), (1, 'ein größerer zweiter Name'), (2, NULL), (3, 'the last of the names')
     ) names(k, name) ON i % 4 = k ORDER BY hash(i)`,
  );
  const [numbers, texts] = columns as [number[], (string | null)[]];
  const names = [
    "the first of the names",
    "ein größerer zweiter Name",
    null,
    "the last of the names",
  ];
  expect(numbers).toHaveLength(5000);
  expect(texts).toEqual(numbers.map((i) => names[i % 4]));
});

test("plainColumns() reads texts that together are too long to be read at once", async () => {
  const [texts] = await columnsOf(
    `SELECT repeat(chr((97 + i)::INTEGER), 400000) AS text FROM range(8) r(i) ORDER BY i`,
  );
  const expected = Array.from(
    { length: 8 },
    (_, i) => String.fromCharCode(97 + i).repeat(400_000),
  );
  // Not compared as a whole, as a failure would print all of it.
  expect(texts?.map((text, i) => text === expected[i]))
    .toEqual(expected.map(() => true));
});
