import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { findForbidden } from "../../../src/store/lake/guard_query.ts";

async function find(sql: string): Promise<string> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    return await findForbidden(connection, sql);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

test.each([
  "SELECT pg_read_file FROM postgres_query('a', 'SELECT 1')",
  "SELECT 1 WHERE EXISTS (FROM system.main.\"POSTGRES_scan\"('host=db', 'a', 'b'))",
  "WITH a AS (FROM postgres_attach /* */ ('host=db')) SELECT * FROM a WHERE b = $1",
  "FROM query('FROM post' || 'gres_query()')",
  "FROM query_table('__ducklake_metadata_store.ducklake_snapshot')",
  "FROM __ducklake_metadata_store.ducklake_snapshot",
  "FROM ducklake_cleanup_old_files('store', cleanup_all => true)",
  "FROM store.main.merge_adjacent_files()",
  "SELECT * FROM store.\"SET_option\"('expire_older_than', '1 day')",
  "FROM checkpoint('store')",
  "EXPLAIN ANALYZE FROM store.merge_adjacent_files()",
  "SELECT key_id FROM (SELECT secret_string AS key_id FROM duckdb_secrets())",
  "EXPLAIN FROM duckdb_secrets()",
  "EXPLAIN ANALYZE FROM query('SELECT 1')",
  "PIVOT (FROM postgres_scan('a', 'b', 'c')) ON a USING sum(b)",
])("findForbidden() finds what reaches the catalogue in %s", async (sql) => {
  expect(await find(sql)).toMatch(
    /^(postgres|query|ducklake|__ducklake|duckdb_secrets|merge|set_|checkpoint)/i,
  );
});

test.each([
  "SELECT count(*) FROM runs WHERE system = $1 AND notes <> 'postgres_query'",
  "SELECT kind AS query FROM operations WHERE kind = 'query'",
  "PIVOT runs ON system USING count(*)",
  "EXPLAIN SELECT 1",
  "EXPLAIN SELECT count(*) FROM events WHERE kind = 'checkpoint'",
  "SUMMARIZE runs",
])("findForbidden() lets %s pass", async (sql) => {
  expect(await find(sql)).toBe("");
});
