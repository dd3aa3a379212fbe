/**
 * Inserts many parts at once: a statement takes milliseconds however little it reads, and a part by itself takes twenty.
 *
 * Only parts of which nothing has to be told. Numbers of rows show whether one is not among them; each is then inserted by
 * itself (`insert.ts`), which tells what is wrong and where.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import {
  findDamage,
  type TableName,
  tableNames,
  tableSources,
} from "../../record/mod.ts";
import { insertLoaded, insertTable } from "./insert.ts";
import { insertRuns } from "./insert_runs.ts";
import { validRows } from "./row_filter.ts";
import type { Part } from "../records/part.ts";
import { insertOwn } from "./own_runs.ts";
import type { RunNaming } from "../tables/run_numbers.ts";
import { copyAll, type RowKeeper } from "./take_file.ts";

/** Parts of one transaction: many share the cost of its statements, and progress is still seen. */
const MAX_PARTS = 64;

/**
 * Divides parts into groups, in order, of those that may be inserted together; any other is a group by itself, as is one of
 * which `keeper` may take a file.
 */
export function toGroups(
  parts: readonly Part[],
  { wants }: Pick<RowKeeper, "wants"> = copyAll,
): Part[][] {
  const joining = new Set(
    parts.filter((part) =>
      isWhole(part) && !part.files.some((file) => wants(part, file))
    ),
  );
  const groups: Part[][] = [];
  let last: Part[] = [];
  for (const part of parts) {
    const joins = last.length > 0 && last.length < MAX_PARTS &&
      joining.has(part) && last.every((other) => joining.has(other));
    if (joins) last.push(part);
    else groups.push(last = [part]);
  }
  return groups;
}

/** Whether nothing has to be told of what a part has, as far as its files show; its rows may still be wrong. */
function isWhole({ manifest, problem, rejected, runs, files }: Part): boolean {
  const lacks = manifest === null
    ? files.length === 0
    : (manifest.runs ?? 0) > runs.length;
  return problem === "" && rejected.length === 0 && !lacks &&
    files.every(({ whole, size }) => whole === size);
}

/**
 * Inserts parts in the caller's transaction. Returns false if one of them must be inserted by itself: the caller then rolls
 * back. `folder` is for temporary files.
 */
export async function insertTogether(
  connection: DuckDBConnection,
  parts: readonly Part[],
  { folder, naming }: {
    readonly folder: string;
    readonly naming: RunNaming;
  },
): Promise<boolean> {
  for (const { manifest, files } of parts) {
    if (manifest === null) continue;
    const paths = files.map(({ path }) => path);
    if (await findDamage(manifest, paths) !== "") return false;
  }
  for (const part of parts) await insertLoaded(connection, part);
  const runs = parts.flatMap((part) => part.runs);
  await insertRuns(connection, runs, { folder, naming });
  for (const table of tableNames) {
    const files = parts.flatMap((part) =>
      part.files.filter((file) => file.table === table)
        .map((file) => ({ part, file }))
    );
    if (files.length === 0) continue;
    if (table === "warnings") {
      // Its rows have the name of their part as well.
      for (const { part, file } of files) {
        await insertTable(connection, part, { file, path: file.path, naming });
      }
      continue;
    }
    const owners = new Map(files.map(({ part, file }) => [
      file.path,
      new Set(part.runs.map(({ run_id }) => run_id)),
    ]));
    if (!await insertFiles(connection, table, { owners, naming })) return false;
  }
  return true;
}

/** Inserts files of a table; `owners` are the runs that each may have rows of. Returns false if a row does not belong there. */
async function insertFiles(
  connection: DuckDBConnection,
  table: TableName,
  { owners, naming }: {
    readonly owners: ReadonlyMap<string, ReadonlySet<string>>;
    readonly naming: RunNaming;
  },
): Promise<boolean> {
  const valid = validRows(table);
  for (
    const source of await tableSources(connection, table, [...owners.keys()])
  ) {
    const found = await connection.runAndReadAll(
      `SELECT filename, run_id, count(*) FROM ${source} GROUP BY ALL`,
    );
    let rows = 0;
    for (const [path, run_id, count] of found.getRows()) {
      if (!owners.get(String(path))?.has(String(run_id))) return false;
      rows += Number(count);
    }
    const { rowsChanged } = await connection.run(
      insertOwn(table, naming, `${source} WHERE ${valid}`),
    );
    if (rowsChanged !== rows) return false;
  }
  return true;
}
