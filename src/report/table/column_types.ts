/** What a column of a table is, and its options. */
import type { NumberFormat } from "../../record/mod.ts";
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
