/**
 * Opens a store file for reading.
 *
 * A session keeps the content that it opened, and blocks no other: no load writes into a file that is read, but puts the
 * next one in its place (`change_store.ts`).
 */
import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBMaterializedResult,
  type DuckDBPreparedStatement,
  type DuckDBValue,
  StatementType,
} from "@duckdb/node-api";
import { sqlText } from "../record/mod.ts";
import { attach, createInstance } from "./file/attach.ts";
import { openLinked } from "./file/linked.ts";
import { plainColumns } from "./plain_columns.ts";
import { lockForReading } from "./file/readers_lock.ts";
import { lakeData } from "./lake/attach_lake.ts";
import { guardQuery } from "./lake/guard_query.ts";
import { canClose } from "./lake/lake_error.ts";
import { isLake, parseLakeUrl } from "./lake/lake_url.ts";
import type { Columns, QueryParams, RowSource } from "./rows.ts";
import { computeFacts, type RowPlace } from "./tables/compute_facts.ts";
import { schemaSql } from "./tables/schema.ts";
import { createViews, nowhere } from "./tables/session_views.ts";

/** Opens the store, a file or a DuckLake, read-only, with the rows of these experiments, or of all if none is named. */
export async function openFile(
  path: string,
  experiments: readonly string[],
): Promise<RowSource> {
  const file = isLake(path) ? parseLakeUrl(path).file : path;
  const lock = file === null ? null : await lockForReading(file);
  try {
    const rows = await open(await createInstance(path), {
      experiments,
      fill: async (connection) => {
        await attach(connection, path, "read");
        return isLake(path) ? rowsById : {
          ...rowsOfFile,
          elsewhere: await openLinked(connection, path, experiments),
        };
      },
      finish: async (connection) => {
        if (!isLake(path)) return;
        // Else each query reads again what rows each file has; DuckLake never changes a file.
        await connection.run("SET parquet_metadata_cache = true");
        // The only files that queries may access: those of the tables.
        const folder = sqlText(await lakeData(connection));
        await connection.run(`SET allowed_directories = [${folder}]`);
      },
      ...isLake(path) ? { guardQuery, canClose } : ofFile,
    });
    return {
      ...rows,
      close: () => {
        rows.close();
        lock?.close();
      },
    };
  } catch (error) {
    lock?.close();
    throw error;
  }
}

/** Makes a store in memory from the rows that `fill` inserts into the empty tables of `schema.ts`. */
export async function openMemory(
  fill: (connection: DuckDBConnection) => Promise<void>,
): Promise<RowSource> {
  return await open(await DuckDBInstance.create(":memory:"), {
    experiments: [],
    fill: async (connection) => {
      await connection.run("ATTACH ':memory:' AS store");
      await connection.run("USE store");
      await connection.run(schemaSql);
      await connection.run("USE memory");
      await fill(connection);
      return rowsById;
    },
    finish: (connection) => computeFacts(connection, null, rowsById),
    ...ofFile,
  });
}

/** Where the rows of a store file are, beside what it has linked. */
export const rowsOfFile: RowPlace = { naming: "number", elsewhere: nowhere };

/** Where those of a DuckLake are, and of a store in memory. */
const rowsById: RowPlace = { naming: "id", elsewhere: nowhere };

/** What a query may use and do. */
export interface Guard {
  readonly guardQuery: typeof guardQuery;
  /** Whether the session can be closed after an error. */
  readonly canClose: typeof canClose;
}

/** That of a query over a file, or a store in memory. */
export const ofFile: Guard = {
  guardQuery: () => Promise.resolve({ forbidden: "", isSelect: false }),
  canClose: () => Promise.resolve(true),
};

interface Session extends Guard {
  readonly experiments: readonly string[];
  /** Attaches or makes the tables; returns where the rows are. */
  readonly fill: (connection: DuckDBConnection) => Promise<RowPlace>;
  /** Called with the views, before the session is closed to everything else. */
  readonly finish: (connection: DuckDBConnection) => Promise<void>;
}

async function open(
  instance: DuckDBInstance,
  { experiments, fill, finish, ...guard }: Session,
): Promise<RowSource> {
  const connection = await instance.connect();
  const close = () => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    const place = await fill(connection);
    await showExperiments(connection, experiments, place);
    await finish(connection);
    await closeOff(connection);
  } catch (error) {
    close();
    throw error;
  }
  return toSource(connection, guard, close);
}

/** Creates the views of a session, with the rows of these experiments, or of all if none is named. */
export async function showExperiments(
  connection: DuckDBConnection,
  experiments: readonly string[],
  place: RowPlace,
): Promise<void> {
  const names = experiments.map(sqlText).join(", ");
  const filters = experiments.length === 0 ? { runs: "", tables: "" } : {
    runs: `WHERE experiment IN (${names})`,
    tables: "WHERE run_id IN (SELECT run_id FROM runs)",
  };
  await createViews(connection, { ...filters, ...place });
}

/** Closes a database to everything but its tables: from now on no query accesses a file or changes a setting. */
export async function closeOff(connection: DuckDBConnection): Promise<void> {
  // DuckDB's addon is native code, which Deno's permissions do not cover.
  await connection.run("SET enable_external_access = false");
  await connection.run("SET lock_configuration = true");
}

/** Returns the source of the rows that a connection sees, and which `close` closes. */
export function toSource(
  connection: DuckDBConnection,
  { guardQuery, canClose }: Guard,
  close: () => void,
): RowSource {
  let mayClose = true;
  return {
    read: async (sql, params) => {
      const { forbidden, isSelect } = await guardQuery(connection, sql);
      if (forbidden !== "") {
        throw new RangeError(
          `Cannot run the query as over a shared store it may not use ${forbidden}`,
        );
      }
      try {
        // Over a DuckLake what is prepared is planned then, and again when it runs: its catalogue would be asked twice.
        return isSelect && Object.keys(params).length === 0
          ? toColumns(await connection.run(sql))
          : await read(connection, sql, params);
      } catch (error) {
        if (!await canClose(connection, error)) mayClose = false;
        throw error;
      }
    },
    close: () => {
      // What cannot be closed stays open until this process ends.
      if (mayClose) close();
    },
  };
}

async function read(
  connection: DuckDBConnection,
  sql: string,
  params: QueryParams,
): Promise<Columns> {
  const query = await prepareQuery(connection, sql);
  try {
    query.bind(params as DuckDBValue[]);
    return toColumns(await query.run());
  } finally {
    query.destroySync();
  }
}

function toColumns(result: DuckDBMaterializedResult): Columns {
  return {
    names: result.deduplicatedColumnNames(),
    values: plainColumns(result),
  };
}

const readOnlyTypes = [StatementType.SELECT, StatementType.EXPLAIN];

/**
 * Prepares a query, once: to plan one of many parts takes longer than to answer it for one run. Throws `RangeError` unless
 * `sql` is one statement that only reads. A read-only file alone does not suffice: a session's own views could be dropped
 * without an error.
 */
async function prepareQuery(
  connection: DuckDBConnection,
  sql: string,
): Promise<DuckDBPreparedStatement> {
  const refuse = (reason: string): never => {
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
  const query = await statements.prepare(0);
  const { statementType } = query;
  if (readOnlyTypes.includes(statementType)) return query;
  query.destroySync();
  const name = StatementType[statementType] ?? String(statementType);
  return refuse(`only read: ${name} does not`);
}
