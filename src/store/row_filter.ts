/** Filters table rows by the record model in SQL: rows edited or damaged by hand are reported, not loaded. */
import {
  columnChecks,
  columnTypes,
  minimums,
  Outcome,
  sqlText,
  type SqlType,
  type TableName,
} from "../record/mod.ts";

/** Column with the condition of its valid values. */
export interface ColumnFilter {
  readonly column: string;
  readonly condition: string;
}

/** Conditions of a table's columns; true for the values that `findMisfit()` of the record lets pass, and never null. */
export function columnFilters(table: TableName): readonly ColumnFilter[] {
  const types: Readonly<Record<string, SqlType>> = columnTypes[table];
  return columnChecks[table].map(({ column, nullable }) => {
    const name = `"${column}"`;
    const terms = [`${name} IS NOT NULL`];
    const type = types[column];
    if (type === "DOUBLE" || type === "TIMESTAMP") {
      terms.push(`isfinite(${name})`);
    }
    const min = minimums[`${table}.${column}`];
    if (min !== undefined) terms.push(`${name} >= ${min}`);
    if (column === "outcome") {
      terms.push(`${name} IN (${Outcome.options.map(sqlText).join(", ")})`);
    }
    const valid = `coalesce(${terms.join(" AND ")}, false)`;
    return {
      column,
      condition: nullable ? `(${name} IS NULL OR ${valid})` : valid,
    };
  });
}
