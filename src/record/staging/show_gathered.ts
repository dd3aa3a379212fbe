/** Shows rows of many shapes to DuckDB, each text once. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { columns } from "../model/columns.ts";
import type { RowBatch } from "../model/row_batch.ts";
import { sqlWord } from "../model/sql_text.ts";
import type { ShownField } from "./shown_rows.ts";
import type { StagedValues } from "./staged_chunk.ts";
import { selectWords, toWordColumn } from "./staged_sql.ts";

/** Most words of a column, as they become part of a statement. */
const MAX_WORDS = 10_000;
const MAX_WORDS_CHARS = 2 ** 20;

/** What rows have in common. */
export type Shape = RowBatch["shapes"][number];

/** Returns the value of a column of a shape. */
export function valueOf(shape: Shape, name: string): unknown {
  return (shape as Readonly<Record<string, unknown>>)[name];
}

/** Returns the text of a column of a shape. */
export function textOf(shape: Shape, name: string): string {
  return String(valueOf(shape, name));
}

/** Column with its values, by batch. */
interface Field extends ShownField {
  readonly values: readonly StagedValues[];
}

/**
 * Shows the rows of batches, which have one list of shapes, as `gathered()`; returns the SELECT of all columns of their table.
 * In a column that is neither of numbers nor of texts all shapes have null, or all the same boolean; no text has a zero. In the
 * numbers of the batches, minus zeros become zeros.
 */
export async function showGathered(
  connection: DuckDBConnection,
  batches: readonly RowBatch[],
): Promise<string> {
  // Imported on demand: notebooks import this module and may not load the native addon.
  const { DOUBLE, ENUM, VARCHAR } = await import("@duckdb/node-api");
  const { showRows } = await import("./shown_rows.ts");
  const { settleNumbers } = await import("./staged_chunk.ts");
  const { table, shapes, ...first } = batches[0]!;
  const own = columns[table];
  const found = Object.keys(first.numbers).map((name) => ({
    ...{ name, hasNull: false, hasFraction: false },
    values: batches.map(({ numbers, count }) =>
      numbers[name]!.subarray(0, count) as Float64Array<ArrayBuffer>
    ),
  }));
  for (const column of found) {
    for (const values of column.values) settleNumbers(values, column);
  }
  const fields: Field[] = found.map(({ name, values }) => ({
    ...{ name, type: DOUBLE, values },
  }));
  const same = new Map<string, string>();
  for (const { name, type } of own) {
    if (type !== "VARCHAR") {
      const value = valueOf(shapes[0]!, name);
      if (!(name in first.numbers)) same.set(name, `CAST(${value} AS ${type})`);
      continue;
    }
    const isListed = name in first.texts;
    const texts = isListed
      ? batches.flatMap(({ texts }) => texts[name]!)
      : shapes.map((shape) => textOf(shape, name));
    const { words, codes } = numberWords(texts) ?? noWords;
    if (words?.length === 1) {
      same.set(name, sqlWord(words[0]!));
      continue;
    }
    fields.push({
      name: toWordColumn(name),
      type: words === null ? VARCHAR : ENUM(words),
      values: isListed
        ? divide(batches, codes ?? texts)
        : batches.map((batch) => ofRows(batch, codes ?? texts)),
    });
  }
  showRows(connection, {
    ...{ name: "gathered", fields },
    blocks: batches.map(({ count }, i) => ({
      columns: fields.map(({ values }) => values[i]!),
      count,
    })),
  });
  return selectWords({
    ...{ table: "gathered()", columns: own, numbers: found, same },
  });
}

/** Distinct texts of a list, and the number of each text among them, as DuckDB has it in an enumeration of this size. */
interface Words {
  readonly words: readonly string[];
  readonly codes: Codes;
}

type Codes = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/** Stands for words that are too many, or too long. */
const noWords = { words: null, codes: null };

/** Numbers the words of a list, in the order in which they are found; null if they are too many, or too long. */
function numberWords(texts: readonly string[]): Words | null {
  const codes = new Uint16Array(texts.length);
  const known = new Map<string, number>();
  const words = new Map<string, number>();
  let chars = 0;
  let [last, code] = ["", -1];
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i]!;
    // Neighbours mostly share a text.
    if (text !== last || code < 0) {
      last = text;
      code = known.get(text) ?? -1;
    }
    if (code < 0) {
      // Two texts may be one as they are written: half of a pair of surrogates becomes U+FFFD.
      const word = text.toWellFormed();
      code = words.get(word) ?? -1;
      if (code < 0) {
        code = words.size;
        chars += word.length;
        if (code === MAX_WORDS || chars > MAX_WORDS_CHARS) return null;
        words.set(word, code);
      }
      known.set(text, code);
    }
    codes[i] = code;
  }
  return {
    words: [...words.keys()],
    codes: words.size < 256 ? Uint8Array.from(codes) : codes,
  };
}

/** Divides what there is of each row, in order, by batch. */
function divide(
  batches: readonly RowBatch[],
  values: Codes | readonly string[],
): StagedValues[] {
  let first = 0;
  return batches.map(({ count }) => values.slice(first, first += count));
}

/** Returns what the rows of a batch have, of what there is of each shape. */
function ofRows(
  { shape, count }: RowBatch,
  values: Codes | readonly string[],
): StagedValues {
  if (!ArrayBuffer.isView(values)) {
    return Array.from(shape.subarray(0, count), (index) => values[index]!);
  }
  const found = values instanceof Uint8Array
    ? new Uint8Array(count)
    : new Uint16Array(count);
  for (let row = 0; row < count; row++) found[row] = values[shape[row]!]!;
  return found;
}
