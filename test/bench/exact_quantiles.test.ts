import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { exactQuantilesSql } from "../../bench/_exact_quantiles.ts";

test("exactQuantilesSql() gives the quantiles that quantile_cont() gives of all values at once", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run(
      `CREATE TABLE runs AS SELECT 'r' || i AS run_id, 'case-' || i % 3 AS case_id FROM range(5) AS runs(i);
       CREATE TABLE operations AS SELECT 'r' || i % 5 AS run_id,
         CASE WHEN i % 7 = 0 THEN 'failed' ELSE 'ok' END AS outcome,
         exp(hash(i) % 1000 / 100.0 - 9) AS duration_s FROM range(9999) AS operations(i);
       INSERT INTO operations VALUES ('r2', 'ok', 5)`,
    );
    const rows = async (sql: string) =>
      (await connection.runAndReadAll(sql)).getRowsJS();
    const quantiles = [0, 0.5, 0.99, 1];
    const expected = await rows(
      `SELECT case_id, n::DOUBLE, unnest([${quantiles}]::DOUBLE[]), unnest(found) FROM (
         SELECT case_id, count(*) AS n, quantile_cont(duration_s, [${quantiles}]::DOUBLE[]) AS found
         FROM operations JOIN runs USING (run_id) WHERE outcome = 'ok' GROUP BY case_id) ORDER BY ALL`,
    );
    const found = await rows(exactQuantilesSql(quantiles));
    expect(found.length).toBe(12);
    for (const [i, [case_id, n, q, value]] of found.entries()) {
      const [same, count, at, exact] = expected[i] ?? [];
      expect([case_id, n, q]).toEqual([same, count, at]);
      expect(value).toBeCloseTo(Number(exact), 12);
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});
