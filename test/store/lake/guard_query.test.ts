import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import {
  type GuardedQuery,
  guardQuery,
} from "../../../src/store/lake/guard_query.ts";

async function guard(sql: string): Promise<GuardedQuery> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    return await guardQuery(connection, sql);
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
])("guardQuery() finds what reaches the catalogue in %s", async (sql) => {
  expect((await guard(sql)).forbidden).toMatch(
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
])("guardQuery() lets %s pass", async (sql) => {
  expect((await guard(sql)).forbidden).toBe("");
});

test.each([
  ["SELECT 1", true],
  ["WITH a AS (SELECT 1 AS b) FROM a WHERE b = $1", true],
  ["SELECT 1; SELECT 2", false],
  ["SELECT 1; DROP VIEW runs", false],
  ["EXPLAIN SELECT 1", false],
  ["SET threads = 1", false],
  ["COPY (SELECT 1) TO 'a.csv'", false],
  ["CREATE TABLE a AS SELECT 1", false],
  ["-- nothing", false],
  ["SELEC 1", false],
])("guardQuery() knows whether %s is one SELECT", async (sql, isSelect) => {
  expect((await guard(sql)).isSelect).toBe(isSelect);
});
