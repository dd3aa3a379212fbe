/**
 * Opening a store file to read.
 *
 * The store file is never written in place: a load builds the next one beside it and renames it over (`load.ts`). A
 * session that holds the store open goes on with the whole content it opened, however long, and hinders nobody.
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

const tablesByRun = [
  "params",
  "operations",
  "stages",
  "samples",
  "histograms",
  "reported",
  "events",
];

const schema = new URL("./schema.sql", import.meta.url);
const views = new URL("./views.sql", import.meta.url);

/** When runs of ours took machines, whatever experiments are visible: two of them at one time share the machine. */
const machineRuns = `CREATE VIEW machine_runs AS
  SELECT run_id, experiment, environment, started_at,
    coalesce(ended_at, CASE WHEN status = 'running' THEN 'infinity'::TIMESTAMP ELSE started_at END) AS ended_at
  FROM store.main.runs WHERE mode <> 'imported' AND started_at IS NOT NULL`;

/** Opens the store file read-only, with the rows of these experiments; all of them where none is named. */
export function openFile(
  path: string,
  experiments: readonly string[],
): Promise<RowSource> {
  return open(experiments, async (connection) => {
    await connection.run(`ATTACH ${sqlText(path)} AS store (READ_ONLY)`);
  });
}

/** Makes a store in memory, of what `fill` inserts into the empty tables of `schema.sql`. */
export function openMemory(
  fill: (connection: DuckDBConnection) => Promise<void>,
): Promise<RowSource> {
  return open([], async (connection) => {
    await connection.run("ATTACH ':memory:' AS store");
    await connection.run("USE store");
    await connection.run(await Deno.readTextFile(schema));
    await fill(connection);
    await connection.run("USE memory");
  });
}

async function open(
  experiments: readonly string[],
  attach: (connection: DuckDBConnection) => Promise<void>,
): Promise<RowSource> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await attach(connection);
    const names = experiments.map(sqlText).join(", ");
    const own = experiments.length > 0 ? `WHERE experiment IN (${names})` : "";
    const ofRuns = own ? "WHERE run_id IN (SELECT run_id FROM runs)" : "";
    for (const table of ["runs", "warnings"]) {
      await connection.run(
        `CREATE VIEW ${table} AS SELECT * FROM store.main.${table} ${own}`,
      );
    }
    for (const table of tablesByRun) {
      await connection.run(
        `CREATE VIEW ${table} AS SELECT * FROM store.main.${table} ${ofRuns}`,
      );
    }
    await connection.run(machineRuns);
    await connection.run(await Deno.readTextFile(views));
    // Queries read records, not files, and write nothing: the addon is outside of what Deno can forbid.
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

const reading = [StatementType.SELECT, StatementType.EXPLAIN];

/** A session's own views could be dropped without an error, and the answer would look like success. */
async function requireQuery(
  connection: DuckDBConnection,
  sql: string,
): Promise<void> {
  const refuse = (reason: string) => {
    throw new RangeError(`Cannot run the query as it must ${reason}`);
  };
  const statements = await connection.extractStatements(sql)
    .catch((error: Error) => {
      // All that the addon says of text without a statement.
      if (error.message === "Error in native callback") return null;
      throw error;
    });
  if (statements === null) return refuse("hold a statement: it is empty");
  if (statements.count !== 1) {
    refuse(`be one statement: there are ${statements.count}`);
  }
  const { statementType } = await statements.prepare(0);
  if (!reading.includes(statementType)) {
    const name = StatementType[statementType] ?? String(statementType);
    refuse(`only read: ${name} does not`);
  }
}
