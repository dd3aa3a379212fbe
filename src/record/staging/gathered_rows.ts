/**
 * Gathers small batches, such as those of thousands of small files, until they are written together: each has shapes of its
 * own, and a staged table (`staged_table.ts`) has a list of shapes, which is to be short.
 */
import { columns } from "../model/columns.ts";
import type { TableName } from "../model/model.ts";
import type { RowBatch } from "../model/row_batch.ts";
import { type Shape, textOf, valueOf } from "./show_batch.ts";
import { hasNul } from "./staged_words.ts";

const FIRST_ROWS = 2 ** 14;
/** Memory from which on the rows are to be written: about two million operations. */
const MAX_BYTES = 2 ** 26;
/** Memory of a shape, about. */
const SHAPE_BYTES = 256;
/** Characters of a number in a CSV, about. */
const NUMBER_CHARS = 16;
/** Rows below which a batch is that of a small file: of a large one a batch has more, but for the last. */
const SMALL_ROWS = 512;
/** Rows of a shape below which shapes are many. */
const MIN_SHAPE_ROWS = 64;

/** Returns true for a batch that is worth gathering: others like it may follow, each with shapes of its own. */
export function isSmall({ count, shapes }: RowBatch): boolean {
  return count < Math.max(SMALL_ROWS, MIN_SHAPE_ROWS * shapes.length);
}

/** Rows of one table, in order. */
export class GatheredRows {
  readonly #table: TableName;
  readonly #shapes: Shape[] = [];
  #shape = new Uint32Array(0);
  readonly #numbers = new Map<string, Float64Array<ArrayBuffer>>();
  readonly #texts = new Map<string, string[]>();
  #bytes = 0;
  rows = 0;
  /** Characters that the rows have as CSV, about. */
  chars = 0;

  constructor(table: TableName) {
    this.#table = table;
  }

  /** Whether the rows take as much memory as they may. */
  get isFull(): boolean {
    return this.#bytes >= MAX_BYTES;
  }

  /** The rows so far. */
  get batch(): RowBatch {
    return {
      table: this.#table,
      shapes: this.#shapes,
      count: this.rows,
      shape: this.#shape,
      numbers: Object.fromEntries(this.#numbers),
      texts: Object.fromEntries(this.#texts),
    };
  }

  /**
   * Adds a copy of the rows of a batch that fits its table (`fitsBatch`); false, and nothing is added, if they cannot be
   * shown together with those before.
   */
  add(batch: RowBatch): boolean {
    const shapeChars = this.#charsOf(batch);
    if (shapeChars === null) return false;
    const { shapes, shape, count } = batch;
    const [first, firstShape] = [this.rows, this.#shapes.length];
    if (first === 0) this.#begin(batch);
    this.#reserve(first + count);
    for (let i = 0; i < count; i++) {
      this.#shape[first + i] = firstShape + shape[i]!;
    }
    for (const [name, values] of this.#numbers) {
      values.set(batch.numbers[name]!.subarray(0, count), first);
    }
    let chars = count * NUMBER_CHARS * this.#numbers.size;
    for (const [name, texts] of this.#texts) {
      for (const text of batch.texts[name]!.slice(0, count)) {
        texts.push(text);
        chars += text.length;
      }
    }
    for (const each of shapes) this.#shapes.push(each);
    this.rows += count;
    this.chars += chars + Math.ceil(count * shapeChars / shapes.length);
    this.#bytes += shapes.length * SHAPE_BYTES + count * 4 + 2 * chars;
    return true;
  }

  /**
   * Returns the characters of all texts of the shapes of a batch; null if its rows have not the columns of those before, or
   * anything that cannot be shown.
   */
  #charsOf({ table, shapes, numbers, texts }: RowBatch): number | null {
    const isAlike = this.rows === 0 ||
      hasKeys(numbers, this.#numbers) && hasKeys(texts, this.#texts);
    if (!isAlike) return null;
    const first = this.#shapes[0] ?? shapes[0]!;
    let chars = 0;
    for (const { name, type } of columns[table]) {
      const own = texts[name];
      if (own !== undefined) {
        if (type !== "VARCHAR" || own.some(hasNul)) return null;
      } else if (type !== "VARCHAR") {
        const isShown = name in numbers || haveSame(shapes, first, name);
        if (!isShown) return null;
      } else {
        // Neighbours mostly share a text, and to compare two takes less than to look into one.
        let last = "";
        for (const shape of shapes) {
          const text = textOf(shape, name);
          chars += text.length;
          if (text === last) continue;
          if (hasNul(text)) return null;
          last = text;
        }
      }
    }
    return chars;
  }

  #begin({ numbers, texts }: RowBatch): void {
    for (const name of Object.keys(numbers)) {
      this.#numbers.set(name, new Float64Array(this.#shape.length));
    }
    for (const name of Object.keys(texts)) this.#texts.set(name, []);
  }

  /** Makes room for a number of rows. */
  #reserve(rows: number): void {
    if (rows <= this.#shape.length) return;
    const size = Math.max(rows, 2 * this.#shape.length, FIRST_ROWS);
    const shape = new Uint32Array(size);
    shape.set(this.#shape);
    this.#shape = shape;
    for (const [name, values] of this.#numbers) {
      const grown = new Float64Array(size);
      grown.set(values);
      this.#numbers.set(name, grown);
    }
  }
}

function hasKeys(
  record: Readonly<Record<string, unknown>>,
  map: ReadonlyMap<string, unknown>,
): boolean {
  const keys = Object.keys(record);
  return keys.length === map.size && keys.every((key) => map.has(key));
}

/** Whether all shapes have the value of the first in a column, one that a statement can hold in few letters. */
function haveSame(
  shapes: readonly Shape[],
  first: Shape,
  name: string,
): boolean {
  const value = valueOf(first, name);
  const isPlain = value === null || typeof value === "boolean";
  return isPlain && shapes.every((shape) => valueOf(shape, name) === value);
}
