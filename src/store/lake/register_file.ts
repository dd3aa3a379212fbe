/** Takes Parquet that a run wrote into a DuckLake without copying it. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { digest, sqlText, type TableName } from "../../record/mod.ts";
import { lakeData } from "./attach_lake.ts";

/**
 * Registers a file by a hard link in the folder of the tables: the store owns its files, and removes those that it has
 * merged with others, which the record must survive. Returns false if the folder is on another disk, or not a folder.
 */
export async function registerFile(
  connection: DuckDBConnection,
  table: TableName,
  path: string,
): Promise<boolean> {
  const data = await lakeData(connection);
  if (data === "" || data.includes("://")) return false;
  const { ino, size, mtime } = await Deno.stat(path);
  const name = digest(`${path} ${ino} ${size} ${mtime?.getTime()}`, 16);
  const folder = `${data.replace(/\/+$/, "")}/records/${table}`;
  const link = `${folder}/${name}-${crypto.randomUUID().slice(0, 8)}.parquet`;
  try {
    await Deno.mkdir(folder, { recursive: true });
    await Deno.link(path, link);
  } catch {
    return false;
  }
  await connection.run(
    `CALL ducklake_add_data_files('store', ${sqlText(table)}, ${
      sqlText(await Deno.realPath(link))
    })`,
  );
  return true;
}
