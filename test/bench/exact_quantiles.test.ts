import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { exactQuantiles } from "../../bench/_exact_quantiles.ts";
import sessionSql from "../../src/store/tables/quantiles.sql" with {
  type: "text",
};

/** Values that are sorted together: so few that ranges are divided again. */
const SORTED = 3;
const quantiles = [0, 0.001, 0.25, 0.5, 0.9, 0.95, 0.99, 1];

/** Macros that a session has. */
const macros = sessionSql.match(
  /CREATE TEMP MACRO (latency_bucket|bucket_latency)\([^;]+;/g,
);

/** Five runs of three cases, a thousand seconds each. */
const runs =
  `CREATE TABLE runs AS SELECT 'r' || i AS run_id, 'case-' || i % 3 AS case_id,
     TIMESTAMP '2026-01-01' AS started_at, TIMESTAMP '2026-01-01 00:16:40' AS ended_at FROM range(5) AS runs(i)`;

/** Their operations at even distances, those with a number of a run that is `i // 5`; each seventh failed. */
const operations = (duration_s: string, n = 60_000) =>
  `CREATE TABLE operations AS SELECT 'r' || i % 5 AS run_id, CASE WHEN i % 7 = 0 THEN 'failed' ELSE 'ok' END AS outcome,
     TIMESTAMP '2026-01-01' + to_microseconds((i * 1000000000) // ${n}) AS started_at, (${duration_s})::DOUBLE AS duration_s
   FROM range(${n}) AS operations(i)`;

const durations = {
  "spread wide": "exp(hash(i) % 100000 / 10000.0 - 9)",
  "of any size, and 0":
    "CASE WHEN i % 9 = 1 THEN 0 WHEN i % 9 = 2 THEN 5e-324 WHEN i % 9 = 3 THEN 1e308 ELSE exp(hash(i) % 1000 - 600.0) END",
  "of five values": "hash(i) % 5 / 7.0",
  "all the same": "0.1",
  "half of them the same, within others":
    "CASE WHEN hash(i) % 2 = 0 THEN 0.3 ELSE hash(i) % 1000 / 1000.0 END",
  "sorted": "i / 1e5",
  "sorted from the largest": "1 - i / 1e5",
  "of another size at each time": "1 + sin(i / 6000.0) + hash(i) % 100 / 1e5",
  "unknown in part": "CASE WHEN hash(i) % 3 = 0 THEN hash(i) % 999 / 1e3 END",
};

for (const [name, duration_s] of Object.entries(durations)) {
  test(`exactQuantiles() gives those of quantile_cont() of durations ${name}`, async () => {
    await using tables = await Tables.create([runs, operations(duration_s)]);
    await expectSame(tables, quantiles);
  });
}

test("exactQuantiles() gives one quantile, many, and those of ranks side by side", async () => {
  await using tables = await Tables.create([
    runs,
    operations(durations["spread wide"]),
  ]);
  const many = Array.from({ length: 11 }, (_, i) => i / 10);
  for (const asked of [[0.3], many, [0.5, 0.50001, 0.50002], [0.9, 0.1]]) {
    await expectSame(tables, asked);
  }
  expect(await exactQuantiles(tables.ask, [])).toEqual([]);
});

test("exactQuantiles() reads the operations of a case twice if few are sorted", async () => {
  await using tables = await Tables.create([
    runs,
    operations(durations["spread wide"]),
  ]);
  await exactQuantiles(tables.ask, quantiles);
  // The runs; of each case the buckets, and the values of those with a rank.
  expect(tables.asked).toBe(1 + 3 * 2);
});

test("exactQuantiles() gives those of durations that crowd far below the largest", async () => {
  await using tables = await Tables.create([
    runs,
    operations("CASE WHEN i = 1 THEN 1e9 ELSE hash(i) % 1000 / 1e6 END"),
  ]);
  await expectSame(tables, quantiles);
});

test("exactQuantiles() gives those of cases of one or two operations, and none of a case without", async () => {
  await using tables = await Tables.create([
    runs,
    `CREATE TABLE operations (run_id VARCHAR, outcome VARCHAR, started_at TIMESTAMP, duration_s DOUBLE)`,
    `INSERT INTO operations VALUES ('r0', 'ok', TIMESTAMP '2026-01-01', 0.25), ('r1', 'ok', TIMESTAMP '2026-01-01', 2),
       ('r4', 'ok', TIMESTAMP '2026-01-01', 1), ('r2', 'failed', TIMESTAMP '2026-01-01', 1), ('r2', 'ok', NULL, NULL)`,
  ]);
  const found = await exactQuantiles(tables.ask, [0, 0.25, 1]);
  expect(found).toEqual([
    { case_id: "case-0", n: 1, q: 0, value: 0.25 },
    { case_id: "case-0", n: 1, q: 0.25, value: 0.25 },
    { case_id: "case-0", n: 1, q: 1, value: 0.25 },
    { case_id: "case-1", n: 2, q: 0, value: 1 },
    { case_id: "case-1", n: 2, q: 0.25, value: 1.25 },
    { case_id: "case-1", n: 2, q: 1, value: 2 },
  ]);
});

test.each(["nan", "inf", "-inf", "-1"])(
  "exactQuantiles() throws DuckDB's error if a duration is %s, as none of a store is",
  async (text) => {
    await using tables = await Tables.create([
      runs,
      operations(`CASE WHEN i % 9 = 1 THEN '${text}'::DOUBLE ELSE 1 END`, 100),
    ]);
    await expect(exactQuantiles(tables.ask, [0.5])).rejects.toThrow(
      /Conversion Error|logarithm/,
    );
  },
);

/** Compares with all values sorted. */
async function expectSame(
  tables: Tables,
  quantiles: readonly number[],
): Promise<void> {
  const list = `[${quantiles.map((q) => `'${q}'::DOUBLE`).join(", ")}]`;
  const expected = await tables.ask(
    `SELECT case_id, n, unnest(${list}) AS q, unnest(found) AS value FROM (
       SELECT case_id, count(duration_s)::DOUBLE AS n, quantile_cont(duration_s, ${list}) AS found
       FROM operations JOIN runs USING (run_id) WHERE outcome = 'ok' GROUP BY case_id)`,
  );
  const found = await exactQuantiles(tables.ask, quantiles, SORTED);
  expect(found.length).toBe(3 * quantiles.length);
  for (const { case_id, n, q, value } of found) {
    const same = expected.find((row) =>
      row["case_id"] === case_id && row["q"] === q
    );
    expect(n).toBe(same?.["n"]);
    expect(value, `${case_id} ${q}`).toBeCloseTo(Number(same?.["value"]), 12);
  }
}

/** Tables in memory, which count what is asked. */
class Tables implements AsyncDisposable {
  asked = 0;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async create(statements: readonly string[]): Promise<Tables> {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const tables = new Tables(instance, connection);
    for (const sql of [...macros ?? [], ...statements]) {
      await connection.run(sql);
    }
    return tables;
  }

  ask = async (sql: string): Promise<Record<string, unknown>[]> => {
    this.asked++;
    const reader = await this.#connection.runAndReadAll(sql);
    return reader.getRowObjectsJS();
  };

  [Symbol.asyncDispose](): Promise<void> {
    this.#connection.closeSync();
    this.#instance.closeSync();
    return Promise.resolve();
  }
}
