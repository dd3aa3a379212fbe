/**
 * Keeps queries from the catalogue of a DuckLake: functions of DuckDB's extensions let a SELECT connect to any PostgreSQL as
 * the user, read files of its machine and remove those of the tables, whatever else the session may not do.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { maybeJson } from "../../record/mod.ts";

/** Where a serialized query names a function, or the database of a table. */
const NAMES = new Set([
  "function_name",
  ...["catalog", "catalog_name", "schema", "schema_name"],
]);

/**
 * Functions of the extensions, also by the names that they have in the store itself, those that tidy it, or run text as a
 * query, DuckDB's name of the catalogue, and its list of credentials, which hides the keys and not their names.
 */
const FORBIDDEN =
  /^(postgres|sqlite|ducklake)_\w+$|^(merge_adjacent_files|set_option|set_commit_message)$|^(force_)?checkpoint$|^query(_table)?$|^__ducklake_\w+$|^duckdb_secrets$/i;

/** The same anywhere in a text that DuckDB does not serialize: EXPLAIN and PIVOT. */
const FORBIDDEN_TEXT =
  /(postgres|sqlite|ducklake)_\w+|merge_adjacent_files|set_option|set_commit_message|checkpoint"?\s*\(|\bquery\w*|duckdb_secrets/i;

/** What is known of a query before it runs. */
export interface GuardedQuery {
  /** Name of what it may not use over a DuckLake, or empty. */
  readonly forbidden: string;
  /** True of one SELECT, which only reads; false of all else, of which only DuckDB tells what it is. */
  readonly isSelect: boolean;
}

/** Looks into a query over a DuckLake. */
export async function guardQuery(
  connection: DuckDBConnection,
  sql: string,
): Promise<GuardedQuery> {
  const reader = await connection.runAndReadAll(
    "SELECT json_serialize_sql($1::VARCHAR)::VARCHAR",
    [sql],
  );
  const tree = maybeJson(String(reader.getRows()[0]?.[0]));
  const isSerialized = typeof tree === "object" && tree !== null &&
    "error" in tree && tree.error === false;
  if (!isSerialized) {
    const forbidden = FORBIDDEN_TEXT.exec(sql)?.[0] ?? "";
    return { forbidden, isSelect: false };
  }
  // Only SELECT is serialized; of several statements none may run.
  const isSelect = "statements" in tree && Array.isArray(tree.statements) &&
    tree.statements.length === 1;
  return { forbidden: findName(tree), isSelect };
}

function findName(tree: object): string {
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string" && NAMES.has(key) && FORBIDDEN.test(value)) {
      return value;
    }
    if (typeof value !== "object" || value === null) continue;
    const found = findName(value);
    if (found !== "") return found;
  }
  return "";
}
