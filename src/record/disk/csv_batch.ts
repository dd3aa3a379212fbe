/** Writes batches as lines of CSV, with the bytes that `csvRow()` gives of each row, and without an object for it. */
import { columns } from "../model/columns.ts";
import type { RowBatch } from "../model/row_batch.ts";
import { fitsColumns, fitsShape } from "./batch_check.ts";
import { CsvBytes } from "./csv_bytes.ts";
import { csvField, type Value } from "./csv_row.ts";

/** Lines of a CSV. */
export interface CsvLines {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Characters of all of them. */
  readonly chars: number;
  readonly longestRowChars: number;
}

/** Column in which the rows of a shape differ. */
type Field =
  | {
    readonly name: string;
    readonly type: "number" | "time";
    readonly values: Float64Array;
  }
  | {
    readonly name: string;
    readonly type: "text";
    readonly values: readonly string[];
  };

interface WrittenShape {
  readonly shape: object;
  /** What its rows have before the value of each field, and behind the last. */
  readonly pieces: readonly Uint8Array[];
  /** Characters of the pieces. */
  readonly chars: number;
}

/** Writes the batches of one table; those of a load have the same shapes, each of which is checked and made a text once. */
export class BatchLines {
  readonly #bytes = new CsvBytes();
  /** Columns in which the rows of a shape differ, in the last batch. */
  #own = "";
  /** Shapes that were written, by the list in which they are. */
  #known = new WeakMap<RowBatch["shapes"], (WrittenShape | undefined)[]>();

  /**
   * Returns the lines of a batch; null if that needs rows as objects: to tell which of them the table cannot hold, and for
   * what no batch of a load has.
   */
  toLines(batch: RowBatch): CsvLines | null {
    const fields = toFields(batch);
    if (fields === null || !fitsColumns(batch)) return null;
    const own = fields.map(({ name, type }) => `${name} ${type}`).join();
    if (own !== this.#own) {
      this.#own = own;
      this.#known = new WeakMap();
    }
    const known = this.#known.get(batch.shapes) ?? [];
    this.#known.set(batch.shapes, known);
    const bytes = this.#bytes;
    const { shape, count } = batch;
    let [chars, longestRowChars] = [0, 0];
    for (let i = 0; i < count; i++) {
      const index = shape[i]!;
      let written = known[index];
      // A list may grow, and its caller may fill it anew.
      if (written?.shape !== batch.shapes[index]) {
        if (!fitsShape(batch, index)) {
          bytes.length = 0;
          return null;
        }
        written = toWritten(batch, index, fields);
        known[index] = written;
      }
      const { pieces } = written!;
      let rowChars = written!.chars;
      for (let at = 0; at < fields.length; at++) {
        bytes.put(pieces[at]!);
        rowChars += putValue(bytes, fields[at]!, i);
      }
      bytes.put(pieces[fields.length]!);
      chars += rowChars;
      if (rowChars > longestRowChars) longestRowChars = rowChars;
    }
    return { bytes: bytes.take(), chars, longestRowChars };
  }
}

/** Returns the columns in which rows differ, in the order of the table; null if one cannot be written by its numbers. */
function toFields({ table, numbers, texts, count }: RowBatch): Field[] | null {
  const fields: Field[] = [];
  for (const { name, type } of columns[table]) {
    const text = texts[name];
    const values = numbers[name];
    if (text !== undefined) fields.push({ name, type: "text", values: text });
    else if (values !== undefined) {
      const isWritten = type === "VARCHAR"
        // To add nothing to an empty text gives a text in quotes.
        ? !values.subarray(0, count).some(Number.isNaN)
        : type !== "JSON" && type !== "BOOLEAN";
      if (!isWritten) return null;
      const isTime = type === "TIMESTAMP";
      fields.push({ name, type: isTime ? "time" : "number", values });
    }
  }
  return fields;
}

function toWritten(
  { table, shapes }: RowBatch,
  index: number,
  fields: readonly Field[],
): WrittenShape {
  const encoder = new TextEncoder();
  const shape: object = shapes[index]!;
  const values = shape as Readonly<Record<string, Value>>;
  const own = new Map(fields.map(({ name, type }) => [name, type]));
  const texts: string[] = [];
  let text = "";
  for (const [i, { name, type }] of columns[table].entries()) {
    if (i > 0) text += ",";
    if (!own.has(name)) {
      text += csvField(values[name] ?? null);
      continue;
    }
    const begin = own.get(name) === "number" && type === "VARCHAR"
      ? String(values[name])
      : "";
    const field = csvField(begin);
    // A number that follows needs no quotes of its own.
    const isQuoted = begin !== "" && field !== begin;
    texts.push(text + (isQuoted ? field.slice(0, -1) : begin));
    text = isQuoted ? '"' : "";
  }
  texts.push(`${text}\n`);
  return {
    shape,
    pieces: texts.map((text) => encoder.encode(text)),
    chars: texts.join("").length,
  };
}

/** Appends the value of a row, nothing for null; returns its number of characters. */
function putValue(bytes: CsvBytes, field: Field, i: number): number {
  if (field.type === "text") {
    const text = csvField(field.values[i]!);
    bytes.putText(text);
    return text.length;
  }
  const value = field.values[i]!;
  if (Number.isNaN(value)) return 0;
  const begin = bytes.length;
  if (field.type === "time") bytes.putTime(value);
  else bytes.putNumber(value);
  return bytes.length - begin;
}
