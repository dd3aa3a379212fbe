/**
 * Inserts and removes parts of records in the tables of the database that is attached as `store`, inside the caller's
 * transaction.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import {
  findDamage,
  MANIFEST,
  sqlText,
  type TableFile,
  tableSource,
  UsageError,
  wholeFile,
} from "../../record/mod.ts";
import type { Part } from "../records/part.ts";
import { findUnreadable } from "./find_unreadable.ts";
import { insertRuns } from "./insert_runs.ts";
import { insertOwn, IS_OWN } from "./own_runs.ts";
import { columnFilters } from "./row_filter.ts";
import { copyAll, type RowKeeper, takeFile } from "./take_file.ts";
import { type RunNaming, storedTable } from "../tables/run_numbers.ts";
import { tablesByRun } from "../tables/schema.ts";
import { sqlColumns } from "../tables/sql_columns.ts";

/**
 * Deletes all rows of parts, by their keys `experiment/part`: those of one experiment together, as a merge replaces
 * thousands.
 */
export async function removeParts(
  connection: DuckDBConnection,
  keys: readonly string[],
  naming: RunNaming,
): Promise<void> {
  const byExperiment = Map.groupBy(
    keys,
    (key) => key.slice(0, key.indexOf("/")),
  );
  for (const [experiment, own] of byExperiment) {
    const parts = own.map((key) => sqlText(key.slice(experiment.length + 1)));
    const isOwn = `experiment = ${sqlText(experiment)} AND part IN (${
      parts.join(", ")
    })`;
    for (const table of [...tablesByRun, "warnings"]) {
      const { name, runColumn } = storedTable(table, naming);
      const runs = `SELECT ${runColumn} FROM store.main.runs WHERE ${isOwn}`;
      await connection.run(
        `DELETE FROM ${name} WHERE ${runColumn} IN (${runs})`,
      );
    }
    for (const table of ["warnings", "runs", "loaded"]) {
      await connection.run(`DELETE FROM store.main.${table} WHERE ${isOwn}`);
    }
  }
}

/**
 * Inserts runs, params and tables of a part; torn tails, unreadable lines and invalid rows become warnings.
 *
 * Throws `UsageError` if a table differs from its manifest or cannot be read. `folder` is for temporary files; `keeper`
 * may take a file into the store as it is.
 */
export async function insertPart(
  connection: DuckDBConnection,
  part: Part,
  folder: string,
  keeper: RowKeeper = copyAll,
): Promise<void> {
  const { runs, files, rejected, manifest } = part;
  const { naming } = keeper;
  const warn = (warning: LoadWarning) =>
    insertWarning(connection, part, warning);
  if (part.problem !== "") throw new UsageError(part.problem);
  const paths = files.map(({ path }) => path);
  // The files are read while DuckDB inserts the runs; that they cannot be is told behind.
  const checked = manifest === null
    ? Promise.resolve("")
    : findDamage(manifest, paths);
  const ended = checked.catch(() => {});
  try {
    await insertLoaded(connection, part);
    await insertRuns(connection, runs, { folder, naming });
  } finally {
    await ended;
  }
  const damage = await checked;
  if (damage !== "") {
    throw new UsageError(
      `${damage}; restore it, or remove ${MANIFEST} to load the tables unchecked`,
    );
  }
  for (const file of files) {
    const path = await wholeFile(file, folder);
    if (!await takeFile(connection, part, { file, keeper })) {
      await insertTable(connection, part, { file, path, naming });
    }
    if (file.whole < file.size) {
      await warn({
        code: "torn-tail",
        message: `${
          file.size - file.whole
        } bytes of a row cut short were left out`,
        place: `${part.part}/${file.table}.csv`,
      });
    }
  }
  const missing = (manifest?.runs ?? 0) - runs.length;
  if (missing > 0) {
    await warn({
      code: "missing-runs",
      message:
        `reports.json names ${runs.length} of the ${manifest?.runs} runs that were written; restore its lines`,
      place: part.part,
      n: missing,
    });
  }
  const left = runs.filter(({ status }) => status !== "skipped").length;
  // A manifest states whether there were any.
  if (left > 0 && files.length === 0 && manifest === null) {
    await warn({
      code: "no-tables",
      message: `${left} runs left no tables; restore the folder if it had any`,
      place: part.part,
    });
  }
  for (const { line, message, torn } of rejected) {
    await warn({
      code: torn ? "torn-tail" : "row-rejected",
      message,
      place: `reports.json:${line}`,
    });
  }
}

/** Records that a part was left out of the store, with the reason. */
export async function insertLeftOut(
  connection: DuckDBConnection,
  part: Part,
  problem: string,
): Promise<void> {
  await insertLoaded(connection, part);
  await insertWarning(connection, part, {
    code: "part-left-out",
    message: problem,
    place: part.part,
    n: Math.max(1, part.runs.length),
  });
}

/** Records the digest of a part that is in the store. */
export async function insertLoaded(
  connection: DuckDBConnection,
  { experiment, part, digest, manifest }: Part,
): Promise<void> {
  await connection.run(
    "INSERT INTO store.main.loaded VALUES ($1, $2, $3, $4)",
    [experiment, part, digest, manifest !== null],
  );
}

/**
 * Inserts the valid rows of the part's own runs. Rows of other runs, which would stay when the part is removed, and
 * invalid rows are counted in warnings. A warning about a whole file names no run.
 *
 * Throws `UsageError` if the file cannot be read, and DuckDB's error if the store cannot be written.
 */
export async function insertTable(
  connection: DuckDBConnection,
  { experiment, part }: Part,
  { file, path, naming }: {
    readonly file: TableFile;
    readonly path: string;
    readonly naming: RunNaming;
  },
): Promise<void> {
  const { table } = file;
  const place = `${sqlText(experiment)}, ${sqlText(part)}`;
  const isWarnings = table === "warnings";
  // Warnings of several parts are inserted part by part, once the runs of all have been named.
  const own = isWarnings
    ? "(run_id = '' OR run_id IN (SELECT run_id FROM store.main.runs " +
      `WHERE (experiment, part) = (${place})))`
    : IS_OWN;
  const filters = columnFilters(table);
  const valid = filters.map(({ condition }) => condition).join(" AND ");
  try {
    const source = await tableSource(connection, table, path);
    const rows = `${source} WHERE ${own} AND ${valid}`;
    const { rowsChanged } = await connection.run(
      isWarnings
        ? `INSERT INTO store.main.warnings SELECT ${place}, ${
          sqlColumns(table)
        } FROM ${rows}`
        : insertOwn(table, naming, rows),
    );
    const all = await connection.runAndReadAll(
      `SELECT count(*) FROM ${source}`,
    );
    if (Number(all.getRows()[0]?.[0]) === rowsChanged) return;
    const counts = filters.map(({ condition }) =>
      `count(*) FILTER (${own} AND NOT ${condition})`
    );
    const [strays, ...invalid] = (await connection.runAndReadAll(
      `SELECT count(*) FILTER (coalesce(NOT ${own}, true)), ${
        counts.join(", ")
      } FROM ${source}`,
    )).getRows()[0] ?? [];
    if (Number(strays) > 0) {
      await insertWarning(connection, { experiment, part }, {
        code: "stray-rows",
        message: `${strays} rows of runs that reports.json does not name here`,
        place: `${part}/${table}`,
        n: Number(strays),
      });
    }
    for (const [i, { column }] of filters.entries()) {
      if (Number(invalid[i]) === 0) continue;
      await insertWarning(connection, { experiment, part }, {
        code: "row-rejected",
        message: `${
          invalid[i]
        } rows are left out as their ${column} is invalid in ${table}; restore the file`,
        place: `${part}/${table}`,
        n: Number(invalid[i]),
      });
    }
  } catch (error) {
    const damage = await findUnreadable(table, path);
    if (damage === "") throw error;
    throw new UsageError(
      `Cannot load ${file.path} as it is damaged (${damage}); restore it, or remove its runs from reports.json`,
    );
  }
}

interface LoadWarning {
  readonly code: string;
  readonly message: string;
  readonly place: string;
  /** Number of runs or rows; default 1. */
  readonly n?: number;
}

async function insertWarning(
  connection: DuckDBConnection,
  { experiment, part }: Pick<Part, "experiment" | "part">,
  { code, message, place, n = 1 }: LoadWarning,
): Promise<void> {
  await connection.run(
    "INSERT INTO store.main.warnings VALUES ($1, $2, '', 'load', $3, $4, $5, $6)",
    [experiment, part, code, message, place, n],
  );
}
