/** The columns of the record, as SQL names them. */
import { type Column, columns, type TableName } from "../../record/mod.ts";

/** Returns the names of the columns of a table of the record, in order. */
export function sqlColumns(table: TableName): string {
  return columns[table].map(({ name }) => `"${name}"`).join(", ");
}

/** Returns columns with their types. */
export function toDefinitions(columns: readonly Column[]): string[] {
  return columns.map(({ name, type }) => `"${name}" ${type}`);
}
