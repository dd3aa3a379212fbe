/** Links large tables instead of copying their rows into the tables of a store file (`file/linked.ts`). */
import type { DuckDBConnection } from "@duckdb/node-api";
import { columns, sqlText, type TableFile } from "../../record/mod.ts";
import { listLinked, toElsewhere } from "../file/linked.ts";
import { knownRows } from "../records/known_rows.ts";
import type { Part } from "../records/part.ts";
import { sqlColumns } from "../tables/sql_columns.ts";
import { isPlain, type RowKeeper } from "./take_file.ts";

/**
 * Rows from which on a table of a part is linked. To copy a million takes about as long as DuckDB's own COPY of them, for which
 * somebody waits after each run. Fewer are copied, as reports ask their runs often, and rows of a table are at hand without
 * being decompressed. `deno task bench record` has both sides.
 */
export const LINK_ROWS = 1_000_000;

/** Where files are linked, and which. */
export interface LinkPlace {
  /** Absolute; made with the first of them. */
  readonly folder: string;
  readonly minRows: number;
}

/** Whether a file has so many rows that it is linked, as its manifest tells; without one its rows are copied. */
export function isLarge(
  part: Pick<Part, "manifest">,
  file: Pick<TableFile, "table" | "path">,
  minRows: number,
): boolean {
  return isPlain(file) && (knownRows(part, file) ?? 0) >= minRows;
}

/** Keeps rows in the store file which is attached, and links large files of the parts. */
export function linkLarge(
  connection: DuckDBConnection,
  { folder, minRows }: LinkPlace,
): RowKeeper {
  return {
    naming: "number",
    wants: (part, file) => isLarge(part, file, minRows),
    take: (part, file) => link(connection, part, { file, folder }),
    forget: async (keys) => {
      await connection.run(
        `DELETE FROM store.main.linked WHERE experiment || '/' || part IN (${
          keys.map(sqlText).join(", ")
        })`,
      );
    },
    elsewhere: async () => toElsewhere(await listLinked(connection), folder),
  };
}

/** Links a file, and names it in the caller's transaction; false if it cannot be linked, or is not as the table is. */
async function link(
  connection: DuckDBConnection,
  { experiment, part }: Part,
  { file: { table, path }, folder }: {
    readonly file: TableFile;
    readonly folder: string;
  },
): Promise<boolean> {
  const isReadable = !GLOB.test(folder);
  if (!isReadable || !await hasTypes(connection, { table, path })) return false;
  const file = `${table}-${crypto.randomUUID()}.parquet`;
  try {
    await Deno.mkdir(folder, { recursive: true });
    // Of the file itself, where the record has a symbolic link to it.
    await Deno.link(await Deno.realPath(path), `${folder}/${file}`);
  } catch {
    // On another disk, or of another user.
    return false;
  }
  await connection.run(
    "INSERT INTO store.main.linked VALUES ($1, $2, $3, $4)",
    [experiment, part, table, file],
  );
  return true;
}

/** What makes a path the pattern of several. */
const GLOB = /[*?[]/;

/** Whether the columns of a file have the types of the table: the rows of both become those of one view. */
async function hasTypes(
  connection: DuckDBConnection,
  { table, path }: Pick<TableFile, "table" | "path">,
): Promise<boolean> {
  const names = sqlColumns(table);
  const source = `read_parquet(${sqlText(path)})`;
  const reader = await connection.runAndReadAll(
    `DESCRIBE SELECT ${names} FROM ${source}`,
  );
  const types = reader.getRows().map(([, type]) => type);
  return columns[table].every(({ type }, i) => type === types[i]);
}
