/**
 * Columns of tables by what they hold. The type of a column brings its alignment, the value by which readers sort it,
 * and a dash where there is none. A value is a property of the row, or computed from it.
 */
import {
  type Estimate,
  formatDuration,
  formatEstimate,
  formatPercent,
  formatProbability,
  formatValue,
  groupDigits,
  type NumberFormat,
} from "../../record/mod.ts";
import type { Align, TableCell } from "./table_data.ts";

/** Column of a table of rows of type `Row`. */
export interface Column<Row> {
  readonly label: string;
  readonly align: Align;
  /** True for a column that a narrow screen folds away. */
  readonly detail: boolean;
  readonly cell: (row: Row) => TableCell;
}

/** Names of the properties of `Row` that hold values of type `T`. */
type KeyOf<Row, T> =
  & {
    readonly [Key in keyof Row]-?: Row[Key] extends T ? Key : never;
  }[keyof Row]
  & string;

/** Property of the row, or a function of it. */
export type ValueOf<Row, T> = KeyOf<Row, T> | ((row: Row) => T);

/** Options of every kind of column. */
export interface ColumnOptions<Row> {
  /** Text where there is no value. @default {"–"} */
  readonly none?: string | ((row: Row) => string);
  /** Text printed small beside the value, also where there is none. @default {""} */
  readonly note?: (row: Row) => string;
  /** Returns true for a value to strike out. @default {() => false} */
  readonly struck?: (row: Row) => boolean;
  /** Returns true for a value to print bold. @default {() => false} */
  readonly bold?: (row: Row) => boolean;
  /** Value by which readers sort the column. @default the value */
  readonly sort?: (row: Row) => number | string | null;
  /** Text of the heading under which a flag of the cell is explained; the cell links to it. @default {() => ""} */
  readonly see?: (row: Row) => string;
  /** Folds the column away on a narrow screen, where the reader can unfold it. @default {false} */
  readonly detail?: boolean;
}

/** Options of `column.number()`. */
export interface NumberOptions<Row> extends ColumnOptions<Row>, NumberFormat {
  /** Unit to which stored values are converted; the label names it. @default {""} */
  readonly unit?: string;
  /** Text before every number. @default {""} */
  readonly prefix?: string;
  /** Text after every number. @default {""} */
  readonly suffix?: string;
}

/** Options of `column.bytes()`. */
export interface BytesOptions<Row> extends ColumnOptions<Row>, NumberFormat {
  /** Unit printed with every value. @default {"MiB"} */
  readonly unit?: string;
}

/** Options of `column.percent()`. */
export interface PercentOptions<Row> extends ColumnOptions<Row> {
  /** Maximum number of decimals. @default {2} */
  readonly decimals?: number;
}

/** Options of `column.estimate()`. */
export interface EstimateColumnOptions<Row> extends ColumnOptions<Row> {
  /** Maximum number of significant digits. @default as many as the interval supports */
  readonly digits?: number;
  /** Text after every estimate. @default {""} */
  readonly suffix?: string;
}

/** Cell of `column.cell()`: a text, or more. */
export interface CellSpec {
  readonly text: string;
  /** @default the text */
  readonly sort?: number | string | null;
  readonly struck?: boolean;
  readonly bold?: boolean;
  readonly note?: string;
  /** Text of the heading under which a flag of the cell is explained. */
  readonly see?: string;
}

type Maybe<T> = T | null;

function number<Row>(
  value: ValueOf<Row, Maybe<number>>,
  label: string,
  { unit = "", prefix = "", suffix = "", ...options }: NumberOptions<Row> = {},
): Column<Row> {
  return numeric(
    value,
    label,
    (number) => `${prefix}${formatValue(number, unit, options)}${suffix}`,
    options,
  );
}

function percent<Row>(
  value: ValueOf<Row, Maybe<number>>,
  label: string,
  { decimals = 2, ...options }: PercentOptions<Row> = {},
): Column<Row> {
  return numeric(
    value,
    label,
    (ratio) => formatPercent(ratio, decimals),
    options,
  );
}

function duration<Row>(
  value: ValueOf<Row, Maybe<number>>,
  label: string,
  options: ColumnOptions<Row> = {},
): Column<Row> {
  return numeric(value, label, formatDuration, options);
}

function bytes<Row>(
  value: ValueOf<Row, Maybe<number>>,
  label: string,
  { unit = "MiB", ...options }: BytesOptions<Row> = {},
): Column<Row> {
  return numeric(
    value,
    label,
    (size) => `${formatValue(size, unit, options)} ${unit}`,
    options,
  );
}

function probability<Row>(
  value: ValueOf<Row, Maybe<number>>,
  label: string,
  options: ColumnOptions<Row> = {},
): Column<Row> {
  return numeric(value, label, formatProbability, options);
}

function estimate<Row>(
  value: ValueOf<Row, Maybe<Estimate>>,
  label: string,
  { digits = Infinity, suffix = "", note = () => "", ...options }:
    EstimateColumnOptions<Row> = {},
): Column<Row> {
  const read = reader<Row, Maybe<Estimate>>(value);
  const format = (found: Estimate) => formatEstimate(found, { digits });
  return valueColumn(
    read,
    label,
    "right",
    (found) => `${format(found).text}${suffix}`,
    {
      sort: (row) => read(row)?.value ?? null,
      ...options,
      note: (row) => {
        const found = read(row);
        return [found ? format(found).range : "", note(row)].filter((text) =>
          text !== ""
        ).join(", ");
      },
    },
  );
}

/** Makes a column of a value with its bounds, printed with the digits that they support. */
function range<Row>(
  value: ValueOf<Row, Maybe<number>>,
  lower: ValueOf<Row, Maybe<number>>,
  upper: ValueOf<Row, Maybe<number>>,
  label: string,
  options: EstimateColumnOptions<Row> = {},
): Column<Row> {
  const [read, below, above] = [value, lower, upper].map((one) =>
    reader<Row, Maybe<number>>(one)
  );
  return estimate<Row>(
    (row) => {
      const found = read?.(row) ?? null;
      return found === null ? null : {
        value: found,
        lower: below?.(row) ?? null,
        upper: above?.(row) ?? null,
      };
    },
    label,
    options,
  );
}

function text<Row>(
  value: ValueOf<Row, Maybe<string>>,
  label: string,
  options: ColumnOptions<Row> = {},
): Column<Row> {
  return valueColumn(
    reader<Row, Maybe<string>>(value),
    label,
    "left",
    (text) => text,
    options,
  );
}

/** Makes a column of a run's status; `invalid` is struck out. */
function status<Row>(
  value: ValueOf<Row, Maybe<string>>,
  label: string,
  options: ColumnOptions<Row> = {},
): Column<Row> {
  const read = reader<Row, Maybe<string>>(value);
  return text(value, label, {
    struck: (row) => read(row) === "invalid",
    ...options,
  });
}

/** Makes a column of `yes` and `no`. */
function flag<Row>(
  value: ValueOf<Row, Maybe<boolean>>,
  label: string,
  options: ColumnOptions<Row> = {},
): Column<Row> {
  return valueColumn(
    reader<Row, Maybe<boolean>>(value),
    label,
    "left",
    (is) => is ? "yes" : "no",
    options,
  );
}

/** Makes a column of cells that no other kind of column prints. */
function cell<Row>(
  label: string,
  align: Align,
  toCell: (row: Row) => string | CellSpec,
  { detail = false }: Pick<ColumnOptions<Row>, "detail"> = {},
): Column<Row> {
  return {
    label,
    align,
    detail,
    cell: (row) => {
      const spec = toCell(row);
      const {
        text,
        sort = text,
        struck = false,
        bold = false,
        note = "",
        see = "",
      }: CellSpec = typeof spec === "string" ? { text: spec } : spec;
      return {
        // What stands right is a number.
        text: align === "right" ? groupDigits(text) : text,
        sort: toSort(sort),
        struck,
        bold,
        note,
        see,
      };
    },
  };
}

/**
 * Makes columns of tables. Every kind takes a property of the row, or a function of it, and the label.
 *
 * @example
 * ```ts
 * import { column, table } from "loadline";
 *
 * const { rows } = table([{ p99: 0.0123 }, { p99: null }], [
 *   column.duration("p99", "p99", { none: "too few" }),
 * ]);
 * rows.map(([cell]) => cell?.text); // ["12.3 ms", "too few"]
 * ```
 */
export const column = {
  text,
  number,
  percent,
  duration,
  bytes,
  probability,
  estimate,
  range,
  status,
  flag,
  cell,
};

function numeric<Row>(
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

function valueColumn<Row, T>(
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

function reader<Row, T>(value: ValueOf<Row, T>): (row: Row) => T {
  // The type of the key admits only properties of type T.
  return typeof value === "function"
    ? value
    : (row) => row[value as keyof Row] as T;
}

/** Rounds to 12 digits, which are the same on every machine; null for infinity and NaN, which JSON lacks. */
function toSort(value: number | string | null): number | string | null {
  if (typeof value !== "number") return value;
  return Number.isFinite(value) ? Number(value.toPrecision(12)) : null;
}
