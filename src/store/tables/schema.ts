/** SQL that creates the tables of the store, from the columns of the record. The store is a build product of `data/`. */
import {
  type Column,
  columns,
  paramColumns,
  runColumns,
  type TableName,
  tableNames,
} from "../../record/mod.ts";
import { factTables } from "./fact_tables.ts";

/**
 * Parts that were read, including those that could not be loaded. `checked`: the tables were compared with a manifest.
 */
const loaded = [
  "experiment VARCHAR",
  "part VARCHAR",
  "digest VARCHAR",
  "checked BOOLEAN",
];

/** A warning about a whole file has no run; one about reports.json has no part either. */
const warningPrefix = ["experiment VARCHAR", "part VARCHAR"];

/** Names of the tables with a column `run_id` that is never empty. */
export const tablesByRun = [
  "params",
  ...tableNames.filter((name) => name !== "warnings"),
  ...factTables.map(({ name }) => name),
];

/** Returns the columns of a table of the record, as SQL lists them. */
export function sqlColumns(table: TableName): string {
  return columns[table].map(({ name }) => `"${name}"`).join(", ");
}

/** Creates every table, empty. */
export const schemaSql = [
  toTable("loaded", loaded),
  toTable("runs", toDefinitions(runColumns)),
  toTable("params", ["run_id VARCHAR", ...toDefinitions(paramColumns)]),
  ...tableNames.map((name) =>
    toTable(name, [
      ...name === "warnings" ? warningPrefix : [],
      ...toDefinitions(columns[name]),
    ])
  ),
  ...factTables.map(({ name, columns }) =>
    toTable(name, ["run_id VARCHAR", ...columns])
  ),
].join("\n");

function toTable(name: string, definitions: readonly string[]): string {
  return `CREATE TABLE ${name} (${definitions.join(", ")});`;
}

function toDefinitions(columns: readonly Column[]): string[] {
  return columns.map(({ name, type }) => `"${name}" ${type}`);
}
