/**
 * Rows as columns of numbers: an importer has millions of rows that differ only in times and values, and an object for
 * each takes several times as long.
 */
import { columns } from "./columns.ts";
import type { Row, TableName } from "./model.ts";

/** Rows of one table, in order. */
export interface RowBatch<T extends TableName = TableName> {
  readonly table: T;
  /**
   * What rows have in common; in the columns of `numbers` a text is the beginning of the rows' text, all else in these
   * columns and in those of `texts` is unused.
   */
  readonly shapes: readonly Row<T>[];
  readonly count: number;
  /** Index of each row's shape; longer than `count`. */
  readonly shape: Uint32Array;
  /**
   * Values of other columns; longer than `count`. A time is in Unix ms, with a fraction to the microsecond; a text ends
   * with the number (`endsText`); NaN is null, and adds nothing to a text.
   */
  readonly numbers: Readonly<Record<string, Float64Array>>;
  /** Texts of other columns. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
}

/** Batch that grows. */
export interface OpenBatch<
  T extends TableName,
  C extends keyof Row<T> & string,
  X extends keyof Row<T> & string = never,
> extends RowBatch<T> {
  readonly shapes: Row<T>[];
  count: number;
  shape: Uint32Array;
  numbers: Record<C, Float64Array>;
  readonly texts: Readonly<Record<X, string[]>>;
}

/** Rows for which there is room at first: each of thousands of files may have few. */
const FIRST_ROWS = 128;
/** Rows for which there is room once that is full; from there on it doubles. */
const NEXT_ROWS = 512;

/** Creates a batch whose rows differ in these columns of numbers and of texts. */
export function emptyBatch<
  T extends TableName,
  C extends keyof Row<T> & string,
  X extends keyof Row<T> & string = never,
>(
  table: T,
  columns: readonly C[],
  texts: readonly X[] = [],
): OpenBatch<T, C, X> {
  return {
    table,
    shapes: [],
    count: 0,
    ...allocate(columns, FIRST_ROWS),
    texts: Object.fromEntries(
      texts.map((name): [X, string[]] => [name, []]),
    ) as Record<X, string[]>,
  };
}

/** Makes arrays for some rows, in one buffer: to make one for each takes longer than to fill those of a small file. */
function allocate<C extends string>(
  columns: readonly C[],
  rows: number,
): Pick<RowBatch, "shape"> & { numbers: Record<C, Float64Array> } {
  const size = rows * Float64Array.BYTES_PER_ELEMENT;
  const buffer = new ArrayBuffer(
    columns.length * size + rows * Uint32Array.BYTES_PER_ELEMENT,
  );
  return {
    numbers: Object.fromEntries(
      columns.map((name, i) => [
        name,
        new Float64Array(buffer, i * size, rows),
      ]),
    ) as Record<C, Float64Array>,
    shape: new Uint32Array(buffer, columns.length * size, rows),
  };
}

/**
 * Adds a row of a shape; returns its index in `numbers` and `texts`, which the caller fills at once. Replaces the arrays
 * of numbers where they are full: take them from the batch after the call.
 */
export function addRow<
  T extends TableName,
  C extends keyof Row<T> & string,
  X extends keyof Row<T> & string,
>(
  batch: OpenBatch<T, C, X>,
  shape: number,
): number {
  if (batch.count === batch.shape.length) grow(batch, batch.count + 1);
  batch.shape[batch.count] = shape;
  return batch.count++;
}

/** Adds rows of one shape, as `addRow` does one; returns the index of the first. */
export function addRows<
  T extends TableName,
  C extends keyof Row<T> & string,
  X extends keyof Row<T> & string,
>(
  batch: OpenBatch<T, C, X>,
  { shape, rows }: { readonly shape: number; readonly rows: number },
): number {
  const first = batch.count;
  batch.count += rows;
  if (batch.count > batch.shape.length) grow(batch, batch.count);
  batch.shape.fill(shape, first, batch.count);
  return first;
}

/** Gives a batch room for a number of rows, and for more. */
function grow<
  T extends TableName,
  C extends keyof Row<T> & string,
  X extends keyof Row<T> & string,
>(batch: OpenBatch<T, C, X>, rows: number): void {
  const names = Object.keys(batch.numbers) as C[];
  const { shape, numbers } = allocate(
    names,
    Math.max(rows, 2 * batch.shape.length, NEXT_ROWS),
  );
  shape.set(batch.shape);
  batch.shape = shape;
  for (const name of names) {
    numbers[name].set(batch.numbers[name]);
    batch.numbers[name] = numbers[name];
  }
}

/** Smallest fraction that ends a text: DuckDB writes smaller ones with an exponent, where JavaScript does not. */
const MIN_FRACTION = 1e-4;

/** Returns true for a number with which a text of a batch can end: DuckDB writes it as JavaScript does. */
export function endsText(value: number): boolean {
  return Number.isInteger(value)
    ? Number.isSafeInteger(value)
    : Number.isFinite(value) && Math.abs(value) >= MIN_FRACTION;
}

/** Returns the rows of a batch as objects; a time outside the years 0 to 9999 as text that no column holds. */
export function rowsOf<T extends TableName>(batch: RowBatch<T>): Row<T>[] {
  const readers = columns[batch.table]
    .filter(({ name }) => Object.hasOwn(batch.numbers, name))
    .map(({ name, type }) => ({ name, type, values: batch.numbers[name]! }));
  const texts = Object.entries(batch.texts);
  return Array.from({ length: batch.count }, (_, i) => {
    const row = { ...batch.shapes[batch.shape[i]!] } as Record<string, unknown>;
    for (const { name, type, values } of readers) {
      const value = values[i]!;
      if (type === "VARCHAR") {
        if (!Number.isNaN(value)) row[name] = `${row[name]}${value}`;
      } else {
        row[name] = Number.isNaN(value)
          ? null
          : type === "TIMESTAMP"
          ? toTime(value)
          : value;
      }
    }
    for (const [name, list] of texts) row[name] = list[i];
    return row as Row<T>;
  });
}

function toTime(ms: number): string {
  let whole = Math.floor(ms);
  // The whole apart: as microseconds, late times have more digits than a number.
  let micros = Math.round((ms - whole) * 1000);
  if (micros === 1000) [whole, micros] = [whole + 1, 0];
  const time = new Date(whole);
  if (Number.isNaN(time.getTime())) return String(ms);
  const text = time.toISOString();
  return micros === 0
    ? text
    : `${text.slice(0, -1)}${String(micros).padStart(3, "0")}Z`;
}
