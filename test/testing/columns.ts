/** Column names of the tables of a record. */
import { type TableName, tables } from "../../src/record/mod.ts";

/** Returns the column names of a table, in file order. */
export function columnsOf(table: TableName): string[] {
  return Object.keys(tables[table].shape);
}
