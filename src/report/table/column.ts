/**
 * Columns of tables by what they hold. The type of a column brings its alignment, the value by which readers sort it,
 * and a dash where there is none. A value is a property of the row, or computed from it.
 */
import { groupDigits } from "../../record/mod.ts";
import type {
  CellSpec,
  Column,
  ColumnOptions,
  ValueOf,
} from "./column_types.ts";
import {
  bytes,
  duration,
  estimate,
  number,
  percent,
  probability,
  range,
} from "./number_columns.ts";
import type { Align } from "./table_data.ts";
import { type Maybe, reader, toSort, valueColumn } from "./value_column.ts";

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
