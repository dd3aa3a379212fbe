/** Writes the tables of a merged part. */
import type { DuckDBConnection } from "@duckdb/node-api";
import {
  describeFile,
  type ManifestTable,
  QUERY_ROW_CHARS,
  sqlText,
  type TableName,
  tableNames,
  tableSources,
} from "../../record/mod.ts";
import { copySql, rowsPerGroup, runCopy } from "../../record/disk/compact.ts";
import { MAX_FILES, typedColumns } from "./row_sums.ts";
import type { SoundPart } from "./sound_part.ts";

/**
 * Writes the rows of parts into a folder, a Parquet file a table, however few they are; returns what its manifest lists.
 * Rows are in the order of their parts, but of each sixty-four files those of one format stand together; the rows of one run
 * keep their order. The same parts give the same bytes.
 */
export async function writeTables(
  connection: DuckDBConnection,
  parts: readonly SoundPart[],
  folder: string,
): Promise<ManifestTable[]> {
  const files = Map.groupBy(
    parts.flatMap((part) => part.files),
    ({ table }) => table,
  );
  const written: ManifestTable[] = [];
  for (const table of tableNames) {
    const paths = (files.get(table) ?? []).map(({ path }) => path);
    if (paths.length === 0) continue;
    const target = `${folder}/${table}.parquet`;
    const rows = await writeTable(connection, { table, paths, target });
    written.push(await describeFile(target, rows));
  }
  return written;
}

/** Writes the rows of files of a table; returns their number. */
async function writeTable(
  connection: DuckDBConnection,
  { table, paths, target }: {
    readonly table: TableName;
    readonly paths: readonly string[];
    readonly target: string;
  },
): Promise<number> {
  const names = typedColumns(table);
  const pieces: string[] = [];
  let rows = 0;
  for (let i = 0; i < paths.length; i += MAX_FILES) {
    const group = paths.slice(i, i + MAX_FILES);
    const sources = await tableSources(connection, table, group);
    const piece = `${target}.piece-${pieces.length}`;
    rows += await copy(connection, {
      select: sources.map((source) => `SELECT ${names} FROM ${source}`),
      path: piece,
    });
    pieces.push(piece);
  }
  const [only, ...others] = pieces;
  if (only !== undefined && others.length === 0) {
    await Deno.rename(only, target);
  } else {
    const list = pieces.map(sqlText).join(", ");
    const select = [`SELECT ${names} FROM read_parquet([${list}])`];
    rows = await copy(connection, { select, path: target });
    for (const piece of pieces) await Deno.remove(piece);
  }
  return rows;
}

/** Writes the rows of queries, one after the other, to a Parquet file; returns their number. */
function copy(
  connection: DuckDBConnection,
  { select, path }: {
    readonly select: readonly string[];
    readonly path: string;
  },
): Promise<number> {
  const groupRows = rowsPerGroup({ rows: 1, chars: QUERY_ROW_CHARS });
  return runCopy(
    connection,
    copySql({ select: select.join(" UNION ALL "), path, groupRows }),
  );
}
