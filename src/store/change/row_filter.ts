/** Filters table rows by the record model in SQL: rows edited or damaged by hand are reported, not loaded. */
import {
  type Column,
  columns,
  sqlText,
  type TableName,
} from "../../record/mod.ts";

/** Column with the condition of its valid values. */
export interface ColumnFilter {
  readonly column: string;
  readonly condition: string;
}

/** Returns the condition that the valid rows of a table meet. */
export function validRows(table: TableName): string {
  return columnFilters(table).map(({ condition }) => condition).join(" AND ");
}

/** Conditions of a table's columns; true for the values that `findMisfit()` of the record lets pass, and never null. */
export function columnFilters(table: TableName): readonly ColumnFilter[] {
  return columns[table].map((column) => {
    const name = `"${column.name}"`;
    const valid = `coalesce(${toTerms(name, column).join(" AND ")}, false)`;
    return {
      column: column.name,
      condition: column.nullable ? `(${name} IS NULL OR ${valid})` : valid,
    };
  });
}

function toTerms(name: string, { type, min, options }: Column): string[] {
  return [
    `${name} IS NOT NULL`,
    ...type === "DOUBLE" || type === "TIMESTAMP" ? [`isfinite(${name})`] : [],
    ...type === "JSON"
      ? [`json_type(TRY_CAST(${name} AS JSON)) = 'OBJECT'`]
      : [],
    ...min === null ? [] : [`${name} >= ${min}`],
    ...options === null
      ? []
      : [`${name} IN (${options.map(sqlText).join(", ")})`],
  ];
}
