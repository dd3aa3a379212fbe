/** Writes rows as lines of CSV, each value checked. */
import type { TableName } from "../model/model.ts";
import { columnChecks } from "./row_check.ts";

/** Column with its last value as a cache: consecutive rows mostly repeat it. */
export interface CachedColumn {
  readonly name: string;
  readonly problemOf: (value: unknown) => string;
  /** Separator before the field: empty for the first column, else a comma. */
  readonly before: string;
  value: Value;
  /** The value as CSV, with the separator. */
  field: string;
}

/** Value of a column. */
export type Value = string | number | boolean | null;

/** Returns a value as a field. No library: null must be empty and "" quoted, and a million rows must not take seconds. */
export function csvField(value: Value): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  return value === "" || /[",\n\r]/.test(value)
    ? `"${value.replaceAll('"', '""')}"`
    : value;
}

/** Returns a row as a line; or, if a column cannot hold its value, that column and the reason. */
export function csvRow(
  row: object,
  columns: readonly CachedColumn[],
): string | { readonly column: string; readonly problem: string } {
  const values = row as Record<string, Value>;
  let line = "";
  for (const column of columns) {
    const value = values[column.name] ?? null;
    if (value !== column.value) {
      const problem = column.problemOf(value);
      if (problem !== "") return { column: column.name, problem };
      column.value = value;
      column.field = column.before + csvField(value);
    }
    line += column.field;
  }
  return line + "\n";
}

/** Returns the columns of a table, with no value cached that a first row could have. */
export function cachedColumns(table: TableName): CachedColumn[] {
  return columnChecks[table].map((
    { column: name, nullable, problemOf },
    i,
  ): CachedColumn => {
    const before = i === 0 ? "" : ",";
    // NaN equals no value: the first value of a column that is not nullable is always checked.
    const value = nullable ? null : NaN;
    return { name, problemOf, before, value, field: before };
  });
}
