/**
 * Gathers small batches, such as those of thousands of small files, until they are written together: each has shapes of its
 * own, and a staged table (`staged_table.ts`) has a list of shapes, which is to be short.
 */
import { columns } from "../model/columns.ts";
import type { TableName } from "../model/model.ts";
import type { RowBatch } from "../model/row_batch.ts";
import { type Shape, textOf, valueOf } from "./show_gathered.ts";
import { hasNul } from "./staged_words.ts";

/** Rows for which the first block has room, and each that follows: one that grew would be copied again and again. */
const [FIRST_ROWS, BLOCK_ROWS] = [2 ** 14, 2 ** 16];
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

/** Some of the rows. */
interface Block extends RowBatch {
  count: number;
  readonly texts: Readonly<Record<string, string[]>>;
}

/** Rows of one table, in order. */
export class GatheredRows {
  readonly table: TableName;
  readonly #shapes: Shape[] = [];
  readonly #blocks: Block[] = [];
  #bytes = 0;
  rows = 0;
  /** Characters that the rows have as CSV, about. */
  chars = 0;

  constructor(table: TableName) {
    this.table = table;
  }

  /** Whether the rows take as much memory as they may. */
  get isFull(): boolean {
    return this.#bytes >= MAX_BYTES;
  }

  /** The rows so far, in order; all batches have one list of shapes. */
  get batches(): readonly RowBatch[] {
    return this.#blocks;
  }

  /**
   * Adds a copy of the rows of a batch that fits its table (`fitsBatch`); false, and nothing is added, if they cannot be
   * shown together with those before.
   */
  add(batch: RowBatch): boolean {
    const shapeChars = this.#charsOf(batch);
    if (shapeChars === null) return false;
    const { shapes, shape, count } = batch;
    const block = this.#blockFor(batch);
    const [first, firstShape] = [block.count, this.#shapes.length];
    for (let i = 0; i < count; i++) {
      block.shape[first + i] = firstShape + shape[i]!;
    }
    const names = Object.keys(block.numbers);
    for (const name of names) {
      const values = batch.numbers[name]!.subarray(0, count);
      block.numbers[name]!.set(values, first);
    }
    let chars = count * NUMBER_CHARS * names.length;
    for (const [name, texts] of Object.entries(block.texts)) {
      for (const text of batch.texts[name]!.slice(0, count)) {
        texts.push(text);
        chars += text.length;
      }
    }
    for (const each of shapes) this.#shapes.push(each);
    block.count += count;
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
    const [block] = this.#blocks;
    const isAlike = block === undefined ||
      hasKeys(numbers, block.numbers) && hasKeys(texts, block.texts);
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

  /** Returns the block with room for the rows of a batch. */
  #blockFor({ table, count, numbers, texts }: RowBatch): Block {
    const last = this.#blocks.at(-1);
    if (last !== undefined && last.count + count <= last.shape.length) {
      return last;
    }
    const room = last === undefined ? FIRST_ROWS : BLOCK_ROWS;
    const rows = Math.max(count, room);
    const block: Block = {
      ...{ table, shapes: this.#shapes, count: 0 },
      shape: new Uint32Array(rows),
      numbers: toRecord(numbers, () => new Float64Array(rows)),
      texts: toRecord(texts, () => []),
    };
    this.#blocks.push(block);
    return block;
  }
}

/** Returns a value of its own for each key of a record. */
function toRecord<Value>(
  record: Readonly<Record<string, unknown>>,
  create: () => Value,
): Record<string, Value> {
  return Object.fromEntries(
    Object.keys(record).map((key) => [key, create()]),
  );
}

function hasKeys(
  record: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): boolean {
  const keys = Object.keys(record);
  return keys.length === Object.keys(other).length &&
    keys.every((key) => key in other);
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
