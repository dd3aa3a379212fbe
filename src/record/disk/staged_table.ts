/** Stages batches of a table in DuckDB until the part is closed: they become Parquet without a text between. */
import type {
  DuckDBAppender,
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBVector,
} from "@duckdb/node-api";
import { type Column, columns } from "../model/columns.ts";
import type { RowBatch } from "../model/row_batch.ts";
import { openWriter } from "./duckdb_writer.ts";
import { sqlText } from "./table_source.ts";

/** Shapes of one table; rows with more of them have little in common, and are no faster as columns. */
const MAX_SHAPES = 200;
/** Longest text of a shape, as it becomes part of a statement. */
const MAX_SHAPE_CHARS = 4000;
/** Rows of a vector, the most that one chunk holds. */
const CHUNK_ROWS = 2048;
/** Characters of a number in a CSV, about. */
const NUMBER_CHARS = 16;

/** Batches of one table, in a database in memory that spills to its own folder. */
export class StagedTable {
  readonly #columns: readonly Column[];
  /** Columns of numbers, in the order of the staged table. */
  readonly #numbers: readonly string[];
  readonly #instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  readonly #appender: DuckDBAppender;
  readonly #chunk: DuckDBDataChunk;
  /** Shapes by their text as JSON, in order. */
  readonly #shapes = new Map<string, object>();
  rows = 0;
  /** Characters that the rows have as CSV, about. */
  chars = 0;

  private constructor(
    batch: RowBatch,
    opened: Pick<StagedTable, "connection"> & {
      readonly instance: DuckDBInstance;
      readonly appender: DuckDBAppender;
      readonly chunk: DuckDBDataChunk;
    },
  ) {
    this.#columns = columns[batch.table];
    this.#numbers = Object.keys(batch.numbers);
    this.#instance = opened.instance;
    this.connection = opened.connection;
    this.#appender = opened.appender;
    this.#chunk = opened.chunk;
  }

  /** Creates an empty table for batches with the columns of `batch`; `path` is that of its CSV. */
  static async open(batch: RowBatch, path: string): Promise<StagedTable> {
    // Imported on demand: notebooks import this module and may not load the native addon.
    const { DOUBLE, DuckDBDataChunk, INTEGER } = await import(
      "@duckdb/node-api"
    );
    const { instance, connection } = await openWriter(path);
    const numbers = Object.keys(batch.numbers);
    const fields = numbers.map((name) => `"${name}" DOUBLE`);
    await connection.run(
      `CREATE TABLE staged (shape INTEGER, ${fields.join(", ")})`,
    );
    return new StagedTable(batch, {
      instance,
      connection,
      appender: await connection.createAppender("staged"),
      chunk: DuckDBDataChunk.create([INTEGER, ...numbers.map(() => DOUBLE)]),
    });
  }

  /** Stages a batch that fits its table (`fitsBatch`); false, and nothing is staged, if its rows cannot be staged. */
  append(batch: RowBatch): boolean {
    const lists = this.#numbers.map((name) => batch.numbers[name]);
    if (
      lists.length !== Object.keys(batch.numbers).length ||
      lists.includes(undefined)
    ) return false;
    const indices = this.#indicesOf(batch);
    if (indices === null) return false;
    for (let from = 0; from < batch.count; from += CHUNK_ROWS) {
      const size = Math.min(CHUNK_ROWS, batch.count - from);
      this.#chunk.rowCount = size;
      const shape = this.#chunk.getColumnVector(0) as DuckDBVector<number>;
      for (let i = 0; i < size; i++) {
        shape.setItem(i, indices[batch.shape[from + i]!]!);
      }
      shape.flush();
      for (const [at, list] of lists.entries()) {
        setNumbers(
          this.#chunk.getColumnVector(at + 1) as DuckDBVector<number>,
          list!.subarray(from, from + size),
        );
      }
      this.#appender.appendDataChunk(this.#chunk);
    }
    this.rows += batch.count;
    return true;
  }

  /** Returns the staged index of each shape of a batch; null if they are too many. */
  #indicesOf({ shapes, count }: RowBatch): number[] | null {
    const texts = shapes.map((shape) => JSON.stringify(shape));
    const isSql = (text: string) =>
      text.length <= MAX_SHAPE_CHARS && !text.includes("\\u0000");
    if (!texts.every(isSql)) return null;
    const added = texts.filter((text) => !this.#shapes.has(text));
    if (this.#shapes.size + added.length > MAX_SHAPES) return null;
    for (const [i, text] of texts.entries()) {
      if (!this.#shapes.has(text)) this.#shapes.set(text, shapes[i]!);
    }
    this.chars += count * Math.max(0, ...texts.map(({ length }) => length)) +
      count * this.#numbers.length * NUMBER_CHARS;
    const order = new Map([...this.#shapes.keys()].map((text, i) => [text, i]));
    return texts.map((text) => order.get(text)!);
  }

  /** Completes the staged rows; returns the SELECT of all columns of the table. */
  finish(): string {
    this.#appender.flushSync();
    const fields = this.#columns.map((column) =>
      `${this.#expression(column)} AS "${column.name}"`
    );
    return `SELECT ${fields.join(", ")} FROM staged`;
  }

  #expression({ name, type }: Column): string {
    const field = `"${name}"`;
    if (!this.#numbers.includes(name)) return this.#shapeExpression(name, type);
    switch (type) {
      case "DOUBLE":
        return field;
      case "TIMESTAMP":
        return `make_timestamp(CAST(floor(${field}) AS BIGINT) * 1000 +
          CAST(round((${field} - floor(${field})) * 1000) AS BIGINT))`;
      case "VARCHAR":
        return `concat(${
          this.#shapeExpression(name, type)
        }, CAST(${field} AS BIGINT))`;
      default:
        return `CAST(${field} AS ${type})`;
    }
  }

  #shapeExpression(name: string, type: Column["type"]): string {
    const values = [...this.#shapes.values()].map((shape) =>
      toSql((shape as Readonly<Record<string, unknown>>)[name])
    );
    const known = new Set(values);
    const sqlType = type === "VARCHAR" || type === "JSON"
      ? toEnum(known)
      : type;
    return known.size === 1
      ? `CAST(${values[0]} AS ${sqlType})`
      : `CAST([${values.join(", ")}] AS ${sqlType}[])[shape + 1]`;
  }

  close(): void {
    this.#appender.closeSync();
    this.connection.closeSync();
    this.#instance.closeSync();
  }
}

function setNumbers(
  vector: DuckDBVector<number>,
  values: Float64Array,
): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    // Minus zero becomes zero, as in a CSV.
    vector.setItem(i, Number.isNaN(value) ? null : value + 0);
  }
  vector.flush();
}

/** Returns a type whose values are written to Parquet as the text they are, in a third of the time. */
function toEnum(values: ReadonlySet<string>): string {
  const words = [...values].filter((value) => value !== NULL);
  return words.length === 0 ? "VARCHAR" : `ENUM(${words.join(", ")})`;
}

const NULL = "NULL";

function toSql(value: unknown): string {
  return value === null || value === undefined
    ? NULL
    : typeof value === "string"
    ? sqlText(value.toWellFormed())
    : String(value);
}
