/** SQL that creates the tables of the store, from the columns of the record. The store is a build product of `data/`. */
import {
  columns,
  paramColumns,
  runColumns,
  type TableName,
  tableNames,
} from "../../record/mod.ts";
import { factTables } from "./fact_tables.ts";
import { largeTables, largeTablesSql } from "./run_numbers.ts";
import { toDefinitions } from "./sql_columns.ts";

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

/** Creates every table, empty; all name runs by their id. */
export const schemaSql = toSchema(toDefinitions(runColumns), tableNames);

/** Creates every table, empty; the large ones name runs by their number. */
export const numberedSchemaSql = [
  toSchema(
    [...toDefinitions(runColumns), "run_number INTEGER"],
    tableNames.filter((name) => !largeTables.includes(name)),
  ),
  largeTablesSql(),
].join("\n");

/** Creates the table `runs` with these columns, these tables of the record, and all others. */
function toSchema(
  runs: readonly string[],
  names: readonly TableName[],
): string {
  return [
    toTable("loaded", loaded),
    toTable("runs", runs),
    toTable("params", ["run_id VARCHAR", ...toDefinitions(paramColumns)]),
    ...names.map((name) =>
      toTable(name, [
        ...name === "warnings" ? warningPrefix : [],
        ...toDefinitions(columns[name]),
      ])
    ),
    ...factTables.map(({ name, columns }) =>
      toTable(name, ["run_id VARCHAR", ...columns])
    ),
  ].join("\n");
}

function toTable(name: string, definitions: readonly string[]): string {
  return `CREATE TABLE ${name} (${definitions.join(", ")});`;
}
