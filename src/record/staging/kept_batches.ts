/** Keeps the batches of a table while they are few, and shows them to DuckDB at close: the CSV with their rows need not be read. */
import type { DuckDBConnection, DuckDBType } from "@duckdb/node-api";
import { columns } from "../model/columns.ts";
import type { RowBatch } from "../model/row_batch.ts";
import { sqlWord } from "../model/sql_text.ts";
import { type FoundNumbers, selectWords, toWordColumn } from "./staged_sql.ts";
import { hasNul } from "./staged_words.ts";

/** Memory of what is kept of one table: about 1.8 million operations. */
const MAX_BYTES = 2 ** 26;
/** Most words of a column: they become part of a statement. */
const MAX_WORDS = 10_000;
const MAX_WORDS_CHARS = 2 ** 20;

/** The rows of a table, as long as all of them are in batches and fit into memory. */
export class KeptBatches {
  #batches: RowBatch[] = [];
  #bytes = 0;
  #isWhole: boolean;

  /** `isWhole` is false for a table that has rows already. */
  constructor(isWhole: boolean) {
    this.#isWhole = isWhole;
  }

  /** Keeps a batch, which nobody may change from there on. */
  add(batch: RowBatch): void {
    if (!this.#isWhole) return;
    for (const values of [batch.shape, ...Object.values(batch.numbers)]) {
      this.#bytes += values.byteLength;
    }
    const isKept = this.#bytes <= MAX_BYTES &&
      Object.keys(batch.texts).length === 0;
    if (isKept) this.#batches.push(batch);
    else this.drop();
  }

  /** Keeps nothing from there on, as the table has rows that are in no batch. */
  drop(): void {
    this.#isWhole = false;
    this.#batches = [];
  }

  /** All rows of the table, in order; none if they are not all kept. */
  get all(): readonly RowBatch[] {
    return this.#batches;
  }
}

/** Column of texts: the numbers of its words, in the order in which they were found. */
interface Words {
  readonly name: string;
  readonly numbers: Map<string, number>;
}

/** Column of an enumeration that is shown. */
interface TextColumn {
  readonly name: string;
  readonly type: DuckDBType;
  /** Number of its words. */
  readonly words: number;
  /** Returns the number of the word of each shape of a batch. */
  readonly codes: (batch: RowBatch) => Uint16Array;
}

/**
 * Shows the rows of batches without columns of texts as `kept()`; returns the SELECT of all columns of their table, or null,
 * and nothing is shown, if they have other columns than the first, or too many words.
 */
export async function showBatches(
  connection: DuckDBConnection,
  batches: readonly RowBatch[],
): Promise<string | null> {
  const [first] = batches;
  if (first === undefined) return null;
  const names = Object.keys(first.numbers);
  const isAlike = batches.every(({ numbers }) =>
    Object.keys(numbers).join() === names.join()
  );
  const own = columns[first.table];
  const isComplete = own.every(({ name, type }) =>
    type === "VARCHAR" || names.includes(name)
  );
  if (!isAlike || !isComplete) return null;
  const words = own.filter(({ type }) => type === "VARCHAR")
    .map(({ name }): Words => ({ name, numbers: new Map() }));
  const codes = codesOf(batches, words);
  if (codes === null) return null;
  // Imported on demand: notebooks import this module and may not load the native addon.
  const { ENUM } = await import("@duckdb/node-api");
  const texts = words.map(({ name, numbers }, i): TextColumn => ({
    name: toWordColumn(name),
    type: ENUM([...numbers.keys()]),
    words: numbers.size,
    codes: ({ shapes }) => codes.get(shapes)![i]!,
  }));
  const found = await showAll(connection, {
    ...{ batches, names, texts: texts.filter(({ words }) => words > 1) },
  });
  return selectWords({
    ...{ table: "kept()", columns: own },
    numbers: names.map((name, i) => ({ name, ...found[i]! })),
    same: new Map(
      words.filter(({ numbers }) => numbers.size === 1)
        .map(({ name, numbers }) => [name, sqlWord([...numbers.keys()][0]!)]),
    ),
  });
}

/** Returns the numbers of the words of each list of shapes, by column; null if the words are too many, or no words. */
function codesOf(
  batches: readonly RowBatch[],
  words: readonly Words[],
): ReadonlyMap<RowBatch["shapes"], readonly Uint16Array[]> | null {
  const codes = new Map<RowBatch["shapes"], readonly Uint16Array[]>();
  let chars = 0;
  for (const { shapes } of batches) {
    if (codes.has(shapes)) continue;
    const lists = words.map(() => new Uint16Array(shapes.length));
    for (const [i, { name, numbers }] of words.entries()) {
      for (const [at, shape] of shapes.entries()) {
        const value = (shape as Readonly<Record<string, unknown>>)[name];
        if (typeof value !== "string" || hasNul(value)) return null;
        const word = value.toWellFormed();
        let number = numbers.get(word);
        if (number === undefined) {
          number = numbers.size;
          chars += word.length;
          if (number === MAX_WORDS || chars > MAX_WORDS_CHARS) return null;
          numbers.set(word, number);
        }
        lists[i]![at] = number;
      }
    }
    codes.set(shapes, lists);
  }
  return codes;
}

/** Returns the numbers of the words of the rows of a batch, as DuckDB has them in an enumeration of this size. */
function rowCodes(
  { words, codes }: TextColumn,
  batch: RowBatch,
): Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> {
  const { shape, count } = batch;
  const found = words < 256 ? new Uint8Array(count) : new Uint16Array(count);
  const byShape = codes(batch);
  for (let i = 0; i < count; i++) found[i] = byShape[shape[i]!]!;
  return found;
}

/** Shows the rows of all batches; returns what the numbers turned out to be. */
async function showAll(
  connection: DuckDBConnection,
  { batches, names, texts }: {
    readonly batches: readonly RowBatch[];
    readonly names: readonly string[];
    readonly texts: readonly TextColumn[];
  },
): Promise<readonly FoundNumbers[]> {
  const { DOUBLE } = await import("@duckdb/node-api");
  const { showRows } = await import("./shown_rows.ts");
  const { settleNumbers } = await import("./staged_chunk.ts");
  const found = names.map(() => ({ hasNull: false, hasFraction: false }));
  const blocks = batches.map((batch) => {
    const { count } = batch;
    const numbers = names.map((name) => batch.numbers[name]!.slice(0, count));
    for (const [i, values] of numbers.entries()) {
      settleNumbers(values, found[i]!);
    }
    const codes = texts.map((column) => rowCodes(column, batch));
    return { columns: [...numbers, ...codes], count };
  });
  const fields = [...names.map((name) => ({ name, type: DOUBLE })), ...texts];
  showRows(connection, { name: "kept", fields, blocks });
  return found;
}
