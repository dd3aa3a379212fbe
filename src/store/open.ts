/**
 * Opens a store file for reading.
 *
 * The store file is never written in place: a load builds the next one beside it and renames it over the old one
 * (`load.ts`). A session keeps the content that it opened, and blocks no other process.
 */
import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBValue,
  StatementType,
} from "@duckdb/node-api";
import { sqlText } from "../record/mod.ts";
import { toPlain } from "./plain.ts";
import type { Columns, QueryParams, RowSource } from "./rows.ts";
import { schemaSql, tablesByRun } from "./schema.ts";

const views = new URL("./views.sql", import.meta.url);

/** Opens the store file read-only, with the rows of these experiments, or of all if none is named. */
export function openFile(
  path: string,
  experiments: readonly string[],
): Promise<RowSource> {
  return open(experiments, async (connection) => {
    await connection.run(`ATTACH ${sqlText(path)} AS store (READ_ONLY)`);
  });
}

/** Makes a store in memory from the rows that `fill` inserts into the empty tables of `schema.ts`. */
export function openMemory(
  fill: (connection: DuckDBConnection) => Promise<void>,
): Promise<RowSource> {
  return open([], async (connection) => {
    await connection.run("ATTACH ':memory:' AS store");
    await connection.run("USE store");
    await connection.run(schemaSql);
    await fill(connection);
    await connection.run("USE memory");
  }, async (connection) => {
    // Several questions about a run need what was measured of it, and each would read all of its operations.
    await connection.run(
      "CREATE TEMP TABLE measurements AS SELECT * FROM memory.main.measurements",
    );
  });
}

async function open(
  experiments: readonly string[],
  attach: (connection: DuckDBConnection) => Promise<void>,
  finish: (connection: DuckDBConnection) => Promise<void> = () =>
    Promise.resolve(),
): Promise<RowSource> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await attach(connection);
    const names = experiments.map(sqlText).join(", ");
    const runFilter = experiments.length > 0
      ? `WHERE experiment IN (${names})`
      : "";
    const tableFilter = runFilter
      ? "WHERE run_id IN (SELECT run_id FROM runs)"
      : "";
    for (const table of ["runs", "warnings"]) {
      await connection.run(
        `CREATE VIEW ${table} AS SELECT * FROM store.main.${table} ${runFilter}`,
      );
    }
    for (const table of tablesByRun) {
      await connection.run(
        `CREATE VIEW ${table} AS SELECT * FROM store.main.${table} ${tableFilter}`,
      );
    }
    await connection.run(await Deno.readTextFile(views));
    await finish(connection);
    // Queries may access no files: DuckDB's addon is native code, which Deno's permissions do not cover.
    await connection.run("SET enable_external_access = false");
    await connection.run("SET lock_configuration = true");
  } catch (error) {
    connection.closeSync();
    instance.closeSync();
    throw error;
  }
  return {
    read: (sql, params) => read(connection, sql, params),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function read(
  connection: DuckDBConnection,
  sql: string,
  params: QueryParams,
): Promise<Columns> {
  await requireQuery(connection, sql);
  const reader = await connection.runAndReadAll(sql, params as DuckDBValue[]);
  return {
    names: reader.deduplicatedColumnNames(),
    values: reader.getColumns().map((column) =>
      column.map((value) => toPlain(value ?? null))
    ),
  };
}

const readOnlyTypes = [StatementType.SELECT, StatementType.EXPLAIN];

/**
 * Throws `RangeError` unless `sql` is one statement that only reads. A read-only file alone does not suffice: a
 * session's own views could be dropped without an error.
 */
async function requireQuery(
  connection: DuckDBConnection,
  sql: string,
): Promise<void> {
  const refuse = (reason: string) => {
    throw new RangeError(`Cannot run the query as it must ${reason}`);
  };
  const statements = await connection.extractStatements(sql)
    .catch((error: Error) => {
      // The addon's only message for text without a statement.
      if (error.message === "Error in native callback") return null;
      throw error;
    });
  if (statements === null) return refuse("hold a statement: it is empty");
  if (statements.count !== 1) {
    refuse(`be one statement: there are ${statements.count}`);
  }
  const { statementType } = await statements.prepare(0);
  if (!readOnlyTypes.includes(statementType)) {
    const name = StatementType[statementType] ?? String(statementType);
    refuse(`only read: ${name} does not`);
  }
}
