/** Columns of the tables of a record. */
import { type TableName, tables } from "../../src/record/mod.ts";

/** Column names of a table, in the order they are written. */
export function columnsOf(table: TableName): string[] {
  return Object.keys(tables[table].shape);
}
