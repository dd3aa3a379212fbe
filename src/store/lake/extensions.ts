/** Loads extensions of DuckDB: from a folder if a setting names one, else those that are installed, or else from the network. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { sqlText, UsageError } from "../../record/mod.ts";

/** Environment variable of the folder that holds `NAME.duckdb_extension`, for machines without a network. */
export const EXTENSIONS_SETTING = "LOADLINE_DUCKDB_EXTENSIONS";

/** Loads extensions in order. Throws `UsageError` for one that cannot be had. */
export async function loadExtensions(
  connection: DuckDBConnection,
  names: readonly string[],
): Promise<void> {
  const folder = Deno.env.get(EXTENSIONS_SETTING) ?? "";
  // Else a query would try the network for what is missing.
  await connection.run("SET autoinstall_known_extensions = false");
  for (const name of names) {
    try {
      if (folder !== "") {
        await connection.run(
          `LOAD ${sqlText(`${folder}/${name}.duckdb_extension`)}`,
        );
        continue;
      }
      const found = await connection.run(`LOAD ${name}`).catch(() => null);
      if (found !== null) continue;
      await connection.run(`INSTALL ${name}`);
      await connection.run(`LOAD ${name}`);
    } catch (cause) {
      throw new UsageError(
        `Cannot open the store as DuckDB's extension '${name}' is missing: ` +
          (folder === ""
            ? `connect to a network, or set ${EXTENSIONS_SETTING} to a folder with ${name}.duckdb_extension`
            : `put ${name}.duckdb_extension of this version of DuckDB into ${folder}`),
        { cause },
      );
    }
  }
}
