/**
 * Opening the store to read.
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
import type { z } from "zod";
import { sqlText } from "../record/mod.ts";
import { toPlain } from "./plain.ts";

/** Values a query may be given for `$1`, `$2` ... or `$name`. */
export type QueryParams = readonly DuckDBValue[] | Record<string, DuckDBValue>;

export interface OpenOptions {
  /** Experiments whose rows are visible. @default all of them */
  readonly experiments?: readonly string[];
}

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

/** A store opened read-only; close it. */
export class Store implements Disposable {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  /** Opens the store file read-only, with the tables of `schema.sql` filtered to the experiments asked for. */
  static open(
    path: string,
    { experiments = [] }: OpenOptions = {},
  ): Promise<Store> {
    return Store.#over(experiments, async (connection) => {
      await connection.run(`ATTACH ${sqlText(path)} AS store (READ_ONLY)`);
    });
  }

  /** Makes a store in memory, of what `fill` inserts into the empty tables of `schema.sql`. */
  static inMemory(
    fill: (connection: DuckDBConnection) => Promise<void>,
  ): Promise<Store> {
    return Store.#over([], async (connection) => {
      await connection.run("ATTACH ':memory:' AS store");
      await connection.run("USE store");
      await connection.run(await Deno.readTextFile(schema));
      await fill(connection);
      await connection.run("USE memory");
    });
  }

  static async #over(
    experiments: readonly string[],
    attach: (connection: DuckDBConnection) => Promise<void>,
  ): Promise<Store> {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    try {
      await attach(connection);
      const names = experiments.map(sqlText).join(", ");
      const own = experiments.length > 0
        ? `WHERE experiment IN (${names})`
        : "";
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
    return new Store(instance, connection);
  }

  /**
   * Rows of a query, each checked against `row`. Integers come as numbers, times as ISO 8601 text.
   *
   * Throws `TypeError` naming the column where a row does not fit.
   */
  async query<T extends z.ZodObject>(
    row: T,
    sql: string,
    params: QueryParams = [],
  ): Promise<z.infer<T>[]> {
    const { rows } = await this.rows(sql, params);
    return rows.map((values, index) => {
      const parsed = row.safeParse(values);
      if (parsed.success) return parsed.data;
      const [issue] = parsed.error.issues;
      const column = issue?.code === "unrecognized_keys"
        ? issue.keys.join(", ")
        : String(issue?.path[0]);
      throw new TypeError(
        `Cannot read column '${column}' of the query as its type says: row ${
          index + 1
        } holds ${JSON.stringify(values[column])} (${issue?.message})`,
      );
    });
  }

  /**
   * Rows of any query, unchecked, with their column names in order. Throws `RangeError` for what is not one statement that
   * only reads.
   */
  async rows(
    sql: string,
    params: QueryParams = [],
  ): Promise<{ columns: string[]; rows: Record<string, unknown>[] }> {
    await requireQuery(this.#connection, sql);
    const reader = await this.#connection.runAndReadAll(
      sql,
      params as DuckDBValue[],
    );
    const columns = reader.deduplicatedColumnNames();
    const rows = reader.getRows().map((values) =>
      Object.fromEntries(
        columns.map((name, i) => [name, toPlain(values[i] ?? null)]),
      )
    );
    return { columns, rows };
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  [Symbol.dispose](): void {
    this.close();
  }
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
