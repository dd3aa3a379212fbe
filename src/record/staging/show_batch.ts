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

/** Column with its values. */
interface Field extends ShownField {
  readonly values: StagedValues;
}

/**
 * Shows the rows of a batch as `gathered()`; returns the SELECT of all columns of their table. In a column that is neither
 * of numbers nor of texts all shapes have null, or all the same boolean; no text has a zero.
 */
export async function showBatch(
  connection: DuckDBConnection,
  { table, shapes, shape, count, numbers, texts }: RowBatch,
): Promise<string> {
  // Imported on demand: notebooks import this module and may not load the native addon.
  const { DOUBLE, ENUM, VARCHAR } = await import("@duckdb/node-api");
  const { showRows } = await import("./shown_rows.ts");
  const { settleNumbers } = await import("./staged_chunk.ts");
  const own = columns[table];
  const found = Object.entries(numbers).map(([name, values]) => ({
    ...{ name, hasNull: false, hasFraction: false },
    values: values.slice(0, count),
  }));
  for (const column of found) settleNumbers(column.values, column);
  const fields: Field[] = found.map(({ name, values }) => ({
    ...{ name, type: DOUBLE, values },
  }));
  const same = new Map<string, string>();
  for (const { name, type } of own) {
    if (type !== "VARCHAR") {
      const value = valueOf(shapes[0]!, name);
      if (!(name in numbers)) same.set(name, `CAST(${value} AS ${type})`);
      continue;
    }
    const listed = texts[name];
    const all = listed ?? shapes.map((each) => textOf(each, name));
    const indexOf = listed === undefined
      ? (row: number) => shape[row]!
      : (row: number) => row;
    const words = numberWords(all);
    if (words === null) {
      fields.push({
        ...{ name: toWordColumn(name), type: VARCHAR },
        values: Array.from({ length: count }, (_, row) => all[indexOf(row)]!),
      });
    } else if (words.words.length === 1) {
      same.set(name, sqlWord(words.words[0]!));
    } else {
      fields.push({
        ...{ name: toWordColumn(name), type: ENUM(words.words) },
        values: rowCodes(words, indexOf, count),
      });
    }
  }
  const block = { columns: fields.map(({ values }) => values), count };
  showRows(connection, { name: "gathered", fields, blocks: [block] });
  return selectWords({
    ...{ table: "gathered()", columns: own, numbers: found, same },
  });
}

/** Distinct texts of a list, and the number of each text among them. */
interface Words {
  readonly words: readonly string[];
  readonly codes: Uint16Array;
}

/** Numbers the words of a list, in the order in which they are found; null if they are too many, or too long. */
function numberWords(texts: readonly string[]): Words | null {
  const codes = new Uint16Array(texts.length);
  const known = new Map<string, number>();
  const words = new Map<string, number>();
  let chars = 0;
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i]!;
    let code = known.get(text);
    if (code === undefined) {
      // Two texts may be one as they are written: half of a pair of surrogates becomes U+FFFD.
      const word = text.toWellFormed();
      code = words.get(word);
      if (code === undefined) {
        code = words.size;
        chars += word.length;
        if (code === MAX_WORDS || chars > MAX_WORDS_CHARS) return null;
        words.set(word, code);
      }
      known.set(text, code);
    }
    codes[i] = code;
  }
  return { words: [...words.keys()], codes };
}

/** Returns the numbers of the words of all rows, as DuckDB has them in an enumeration of this size. */
function rowCodes(
  { words, codes }: Words,
  indexOf: (row: number) => number,
  count: number,
): Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> {
  const found = words.length < 256
    ? new Uint8Array(count)
    : new Uint16Array(count);
  for (let row = 0; row < count; row++) found[row] = codes[indexOf(row)]!;
  return found;
}
