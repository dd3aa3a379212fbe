/** Stages batches of a table in DuckDB until the part is closed: they become Parquet without a text between. */
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { columns } from "../model/columns.ts";
import type { TableName } from "../model/model.ts";
import type { RowBatch } from "../model/row_batch.ts";
import { type DuckDBWriter, openWriter } from "./duckdb_writer.ts";
import { ChunkAppender } from "./staged_chunk.ts";
import {
  type Segment,
  selectStaged,
  type StagedNumbers,
  type StagedTexts,
} from "./staged_sql.ts";
import { codesOf, hasNul } from "./staged_words.ts";

/** Shapes of a segment: DuckDB makes the list of them anew for each vector. */
const MAX_SHAPES = 200;
/** Segments of one table; rows with more shapes have little in common, and are no faster as columns. */
const MAX_SEGMENTS = 20;
/** Longest text of a shape, as it becomes part of a statement. */
const MAX_SHAPE_CHARS = 4000;
/** Characters of a number in a CSV, about. */
const NUMBER_CHARS = 16;

interface OpenSegment extends Segment {
  readonly shapes: Map<string, object>;
  readonly appender: ChunkAppender;
}

/** Batches of one table, in a database in memory that spills to its own folder. */
export class StagedTable {
  readonly #table: TableName;
  readonly #numbers: readonly StagedNumbers[];
  readonly #texts: readonly StagedTexts[];
  readonly #instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  readonly #segments: Segment[] = [];
  #open: OpenSegment | null = null;
  rows = 0;
  /** Characters that the rows have as CSV, about. */
  chars = 0;

  private constructor(
    { table, numbers, texts }: RowBatch,
    { instance, connection }: DuckDBWriter,
  ) {
    this.#table = table;
    this.#numbers = Object.keys(numbers).map((name) => ({
      name,
      hasNull: false,
      hasFraction: false,
    }));
    this.#texts = Object.keys(texts).map((name) => ({
      name,
      words: new Map(),
      areWords: true,
    }));
    this.#instance = instance;
    this.connection = connection;
  }

  /** Creates an empty table for batches with the columns of `batch`; `path` is that of its CSV. */
  static async open(batch: RowBatch, path: string): Promise<StagedTable> {
    return new StagedTable(batch, await openWriter(path));
  }

  /** Stages a batch that fits its table (`fitsBatch`); false, and nothing is staged, if its rows cannot be staged. */
  async append(batch: RowBatch): Promise<boolean> {
    const { count, shape } = batch;
    const numbers = pickAll(batch.numbers, this.#numbers);
    const texts = pickAll(batch.texts, this.#texts);
    const shapes = shapeTexts(batch);
    if (numbers === null || texts === null || shapes === null) return false;
    const codes = this.#texts.map((column, i) => codesOf(column, texts[i]!));
    if (codes.some((found, i) => found === null && texts[i]!.some(hasNul))) {
      return false;
    }
    const segment = await this.#segmentFor(shapes, codes);
    if (segment === null) return false;
    const indices = addShapes(segment, batch, shapes);
    segment.appender.append({
      shape: shape.subarray(0, count).map((index) => indices[index]!),
      numbers,
      texts: codes.map((found, i) => found ?? texts[i]!),
      count,
    });
    this.rows += count;
    const shapeChars = Math.max(0, ...shapes.map(({ length }) => length));
    this.chars += count * (shapeChars + numbers.length * NUMBER_CHARS) +
      texts.flat().reduce((sum, { length }) => sum + length, 0);
    return true;
  }

  /** Returns the segment for rows of these shapes and texts; null if there are too many. */
  async #segmentFor(
    shapes: readonly string[],
    codes: readonly (Int32Array | null)[],
  ): Promise<OpenSegment | null> {
    const open = this.#open;
    const distinct = new Set(shapes);
    if (distinct.size > MAX_SHAPES) return null;
    const coded = new Set(
      this.#texts.filter((_, i) => codes[i] !== null).map(({ name }) => name),
    );
    if (open !== null && coded.size === open.coded.size) {
      const added = [...distinct].filter((text) => !open.shapes.has(text));
      if (open.shapes.size + added.length <= MAX_SHAPES) return open;
    }
    return this.#segments.length < MAX_SEGMENTS
      ? await this.#begin(coded)
      : null;
  }

  async #begin(coded: ReadonlySet<string>): Promise<OpenSegment> {
    // Imported on demand: notebooks import this module and may not load the native addon.
    const { DOUBLE, DuckDBDataChunk, INTEGER, VARCHAR } = await import(
      "@duckdb/node-api"
    );
    const table = `staged_${this.#segments.length}`;
    const fields = [
      { name: "shape", sql: "INTEGER", type: INTEGER },
      ...this.#numbers.map(({ name }) => ({
        name,
        sql: "DOUBLE",
        type: DOUBLE,
      })),
      ...this.#texts.map(({ name }) =>
        coded.has(name)
          ? { name, sql: "INTEGER", type: INTEGER }
          : { name, sql: "VARCHAR", type: VARCHAR }
      ),
    ];
    this.#open?.appender.flush();
    this.#open?.appender.close();
    await this.connection.run(
      `CREATE TABLE ${table} (${
        fields.map(({ name, sql }) => `"${name}" ${sql}`).join(", ")
      })`,
    );
    const segment = {
      table,
      coded,
      shapes: new Map<string, object>(),
      appender: new ChunkAppender(
        await this.connection.createAppender(table),
        DuckDBDataChunk.create(fields.map(({ type }) => type)),
        this.#numbers,
      ),
    };
    this.#segments.push(segment);
    this.#open = segment;
    return segment;
  }

  /** Completes the staged rows; returns the SELECT of all columns of the table. */
  finish(): string {
    this.#open?.appender.flush();
    return selectStaged({
      columns: columns[this.#table],
      segments: this.#segments,
      numbers: this.#numbers,
      texts: this.#texts,
    });
  }

  close(): void {
    this.#open?.appender.close();
    this.connection.closeSync();
    this.#instance.closeSync();
  }
}

/** Returns the values of these columns; null if the batch has others. */
function pickAll<T>(
  values: Readonly<Record<string, T>>,
  columns: readonly { readonly name: string }[],
): T[] | null {
  const hasAll = Object.keys(values).length === columns.length &&
    columns.every(({ name }) => Object.hasOwn(values, name));
  return hasAll ? columns.map(({ name }) => values[name]!) : null;
}

/** Returns the shapes of a batch as JSON; null if a statement cannot hold one of them. */
function shapeTexts({ shapes }: RowBatch): string[] | null {
  const texts = shapes.map((shape) => JSON.stringify(shape));
  const isSql = (text: string) =>
    text.length <= MAX_SHAPE_CHARS && !text.includes("\\u0000");
  return texts.every(isSql) ? texts : null;
}

/** Adds the shapes of a batch to a segment; returns the index of each there. */
function addShapes(
  { shapes: known }: OpenSegment,
  { shapes }: RowBatch,
  texts: readonly string[],
): number[] {
  for (const [i, text] of texts.entries()) {
    if (!known.has(text)) known.set(text, shapes[i]!);
  }
  const order = new Map([...known.keys()].map((text, i) => [text, i]));
  return texts.map((text) => order.get(text)!);
}
