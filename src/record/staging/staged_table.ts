/** Stages batches of a table in DuckDB until the part is closed: they become Parquet without a text between. */
import { columns } from "../model/columns.ts";
import type { TableName } from "../model/model.ts";
import type { RowBatch } from "../model/row_batch.ts";
import { type Segment, selectStaged, type StagedTexts } from "./staged_sql.ts";
import { codesOf, hasNul } from "./staged_words.ts";
import type { StagedField } from "./staging_messages.ts";
import { StagingThread } from "./staging_thread.ts";

/** Shapes of a segment, whose index is a byte: DuckDB makes the list of them anew for each vector. */
const MAX_SHAPES = 200;
/** Segments of one table; rows with more shapes have little in common, and are no faster as columns. */
const MAX_SEGMENTS = 20;
/** Longest text of a shape, as it becomes part of a statement. */
const MAX_SHAPE_CHARS = 4000;
/** Characters of a number in a CSV, about. */
const NUMBER_CHARS = 16;

interface OpenSegment extends Segment {
  readonly shapes: Map<string, object>;
}

/** Batches of one table, in a database in memory that spills to its own folder, and is owned by a thread of its own. */
export class StagedTable {
  readonly #table: TableName;
  /** Names of the columns of numbers. */
  readonly #numbers: readonly string[];
  readonly #texts: readonly StagedTexts[];
  readonly #thread = new StagingThread();
  readonly #segments: Segment[] = [];
  #open: OpenSegment | null = null;
  rows = 0;
  /** Characters that the rows have as CSV, about. */
  chars = 0;

  /** Creates an empty table for batches with the columns of `batch`; `path` is that of its CSV. */
  constructor({ table, numbers, texts }: RowBatch, path: string) {
    this.#table = table;
    this.#numbers = Object.keys(numbers);
    this.#texts = Object.keys(texts).map((name) => ({
      name,
      words: new Map(),
      areWords: true,
    }));
    this.#thread.call({ type: "open", path, numbers: this.#numbers.length });
  }

  /**
   * Stages a batch that fits its table (`fitsBatch`); false, and nothing is staged, if its rows cannot be staged. May
   * throw the error of an earlier batch.
   */
  async append(batch: RowBatch): Promise<boolean> {
    const { count, shape } = batch;
    const numbers = pickAll(batch.numbers, this.#numbers);
    const texts = pickAll(batch.texts, this.#texts.map(({ name }) => name));
    const shapes = shapeTexts(batch);
    if (numbers === null || texts === null || shapes === null) return false;
    const codes = this.#texts.map((column, i) => codesOf(column, texts[i]!));
    if (codes.some((found, i) => found === null && texts[i]!.some(hasNul))) {
      return false;
    }
    const segment = this.#segmentFor(shapes, codes);
    if (segment === null) return false;
    const indices = addShapes(segment, batch, shapes);
    await this.#thread.append({
      shape: renumbered(shape.subarray(0, count), indices),
      numbers,
      texts: codes.map((found, i) => found ?? texts[i]!),
      count,
    });
    this.rows += count;
    const shapeChars = Math.max(0, ...shapes.map(({ length }) => length));
    this.chars += count * (shapeChars + numbers.length * NUMBER_CHARS) +
      texts.reduce((sum, list) => sum + charsOf(list), 0);
    return true;
  }

  /** Returns the segment for rows of these shapes and texts; null if there are too many. */
  #segmentFor(
    shapes: readonly string[],
    codes: readonly (Int16Array<ArrayBuffer> | null)[],
  ): OpenSegment | null {
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
    return this.#segments.length < MAX_SEGMENTS ? this.#begin(coded) : null;
  }

  #begin(coded: ReadonlySet<string>): OpenSegment {
    const table = `staged_${this.#segments.length}`;
    const fields: StagedField[] = [
      { name: "shape", type: "UTINYINT" },
      ...this.#numbers.map((name) => ({ name, type: "DOUBLE" as const })),
      ...this.#texts.map(({ name }) => ({
        name,
        type: coded.has(name) ? "SMALLINT" as const : "VARCHAR" as const,
      })),
    ];
    this.#thread.call({ type: "begin", table, fields });
    const segment = { table, coded, shapes: new Map<string, object>() };
    this.#segments.push(segment);
    this.#open = segment;
    return segment;
  }

  /** Completes the staged rows; returns the SELECT of all columns of the table. */
  async finish(): Promise<string> {
    const found = await this.#thread.call({ type: "finish" });
    return selectStaged({
      columns: columns[this.#table],
      segments: this.#segments,
      numbers: this.#numbers.map((name, i) => ({ name, ...found[i]! })),
      texts: this.#texts,
    });
  }

  /** Runs a COPY of what is staged; returns its number of rows. */
  copy(sql: string): Promise<number> {
    return this.#thread.call({ type: "copy", sql });
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}

/** Returns the values of these columns; null if the batch has others. */
function pickAll<T>(
  values: Readonly<Record<string, T>>,
  columns: readonly string[],
): T[] | null {
  const hasAll = Object.keys(values).length === columns.length &&
    columns.every((name) => Object.hasOwn(values, name));
  return hasAll ? columns.map((name) => values[name]!) : null;
}

/** Returns shapes by the index that each has in a segment, which nearly always is that of the batch. */
function renumbered(
  shape: Uint32Array,
  indices: readonly number[],
): Uint32Array {
  if (indices.every((index, i) => index === i)) return shape;
  const found = new Uint32Array(shape.length);
  for (let i = 0; i < shape.length; i++) found[i] = indices[shape[i]!]!;
  return found;
}

function charsOf(texts: readonly string[]): number {
  let sum = 0;
  for (const { length } of texts) sum += length;
  return sum;
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
