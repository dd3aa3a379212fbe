/** Makes a column of a value of the row: its text, how it sorts, and what stands where there is none. */
import type { Column, ColumnOptions, ValueOf } from "./column_types.ts";
import type { Align } from "./table_data.ts";

/** Value, or null where there is none. */
export type Maybe<T> = T | null;

/** Makes a column of numbers, aligned to the right. */
export function numeric<Row>(
  value: ValueOf<Row, Maybe<number>>,
  label: string,
  format: (value: number) => string,
  options: ColumnOptions<Row>,
): Column<Row> {
  return valueColumn(
    reader<Row, Maybe<number>>(value),
    label,
    "right",
    format,
    options,
  );
}

/** Makes a column of values that `read` finds and `format` prints. */
export function valueColumn<Row, T>(
  read: (row: Row) => Maybe<T>,
  label: string,
  align: Align,
  format: (value: T) => string,
  { none = "–", note, struck, bold, sort, see, detail = false }: ColumnOptions<
    Row
  >,
): Column<Row> {
  return {
    label,
    align,
    detail,
    cell: (row) => {
      const value = read(row);
      const text = value !== null
        ? format(value)
        : typeof none === "string"
        ? none
        : none(row);
      return {
        text,
        sort: toSort(
          sort
            ? sort(row)
            : typeof value === "number"
            ? value
            : value === null
            ? null
            : text,
        ),
        struck: value !== null && (struck?.(row) ?? false),
        bold: value !== null && (bold?.(row) ?? false),
        note: note?.(row) ?? "",
        see: see?.(row) ?? "",
      };
    },
  };
}

/** Returns the function that reads a value from a row. */
export function reader<Row, T>(value: ValueOf<Row, T>): (row: Row) => T {
  // The type of the key admits only properties of type T.
  return typeof value === "function"
    ? value
    : (row) => row[value as keyof Row] as T;
}

/**
 * Rounds to 9 digits, which are the same on every machine and in whatever order threads have summed; whole numbers are
 * kept. Returns null for infinity and NaN, which JSON lacks.
 */
export function toSort(value: number | string | null): number | string | null {
  if (typeof value !== "number") return value;
  if (Number.isSafeInteger(value)) return value;
  return Number.isFinite(value) ? Number(value.toPrecision(9)) : null;
}
