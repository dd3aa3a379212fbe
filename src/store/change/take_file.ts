/** Takes files of tables into a store as they are, where a store can do that and every row of them belongs there. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { columns, sqlText, type TableFile } from "../../record/mod.ts";
import type { Part } from "../records/part.ts";
import { IS_OWN } from "./own_runs.ts";
import { sqlColumns } from "../tables/sql_columns.ts";
import type { RunNaming } from "../tables/run_numbers.ts";
import { type Elsewhere, nowhere } from "../tables/session_views.ts";
import { validRows } from "./row_filter.ts";

/** How a store keeps rows. */
export interface RowKeeper {
  readonly naming: RunNaming;
  /** Whether the rows of a file are looked at, to take it if all of them belong there; only of one that is plain. */
  readonly wants: (part: Part, file: TableFile) => boolean;
  /** Takes a file without a copy of its rows; false if it cannot. */
  readonly take: (part: Part, file: TableFile) => Promise<boolean>;
  /** Forgets the files of parts, by their keys; there is at least one. */
  readonly forget: (keys: readonly string[]) => Promise<void>;
  /** Queries of the rows that are in no table of the store. */
  readonly elsewhere: () => Promise<Elsewhere>;
}

/** Takes no file: all rows are copied as they are. */
export const copyAll: RowKeeper = {
  naming: "id",
  wants: () => false,
  take: () => Promise.resolve(false),
  forget: () => Promise.resolve(),
  elsewhere: () => Promise.resolve(nowhere),
};

/**
 * Whether a file is Parquet with the columns of its table: JSON is text there, and a type of its own in the store, where
 * warnings have the name of their part as well.
 */
export function isPlain(
  { table, path }: Pick<TableFile, "table" | "path">,
): boolean {
  return path.endsWith(".parquet") && table !== "warnings" &&
    columns[table].every(({ type }) => type !== "JSON");
}

/**
 * Takes a file of which every row is a valid one of the part's own runs, which were named last (`own_runs.ts`); false if its
 * rows are to be copied.
 */
export async function takeFile(
  connection: DuckDBConnection,
  part: Part,
  { file, keeper }: {
    readonly file: TableFile;
    readonly keeper: RowKeeper;
  },
): Promise<boolean> {
  if (!keeper.wants(part, file)) return false;
  const { table, path } = file;
  const names = sqlColumns(table);
  const valid = validRows(table);
  const source = `read_parquet(${sqlText(path)})`;
  try {
    const reader = await connection.runAndReadAll(
      `SELECT bool_and(${IS_OWN} AND ${valid}) FROM (SELECT ${names} FROM ${source})`,
    );
    if (reader.getRows()[0]?.[0] !== true) return false;
  } catch {
    // Of an older format, or damaged: the copy tells.
    return false;
  }
  return await keeper.take(part, file);
}
