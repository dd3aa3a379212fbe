/**
 * Loads extensions of DuckDB: from a folder if a setting names one, else those that are installed, or else from the network.
 *
 * A database checks the signature of each extension that it loads, by a digest of the whole file: a tenth of a second for one
 * alone. Here one database of a process checks it, and others then load it unchecked. What they load is what was checked: a
 * library that a process has loaded stays in it, and its file is not loaded again. What else a database loads after that, by
 * itself or by name, it checks.
 */
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { sqlText, UsageError } from "../../record/mod.ts";

/** Environment variable of the folder that holds `NAME.duckdb_extension`, for machines without a network. */
export const EXTENSIONS_SETTING = "LOADLINE_DUCKDB_EXTENSIONS";

/** Else a query would look for what is missing in the network. */
const onlyNamed = {
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
};

/** Options of a database whose first extensions are loaded by `loadExtensions()`. */
export const withExtensions: Readonly<Record<string, string>> = {
  ...onlyNamed,
  allow_unsigned_extensions: "true",
};

/** Extensions whose signatures were checked in this process, by what loads them. */
const checked = new Set<string>();

/**
 * Loads extensions in order, into a database with the options `withExtensions`, which from then on takes none without a
 * signature. Throws `UsageError` for one that cannot be had.
 */
export async function loadExtensions(
  connection: DuckDBConnection,
  names: readonly string[],
): Promise<void> {
  const folder = Deno.env.get(EXTENSIONS_SETTING) ?? "";
  for (const name of names) {
    const load = folder === ""
      ? `LOAD ${name}`
      : `LOAD ${sqlText(`${folder}/${name}.duckdb_extension`)}`;
    try {
      if (!checked.has(load)) await checkSignature(name, load, folder === "");
      checked.add(load);
      await connection.run(load);
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
  // It cannot be allowed again while the database runs.
  await connection.run("SET allow_unsigned_extensions = false");
}

/** Loads an extension into a database that checks its signature; installs it first if it may and has to. */
async function checkSignature(
  name: string,
  load: string,
  mayInstall: boolean,
): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:", onlyNamed);
  const connection = await instance.connect();
  try {
    const found = await connection.run(load).catch((error) => {
      if (!mayInstall) throw error;
      return null;
    });
    if (found !== null) return;
    await connection.run(`INSTALL ${name}`);
    await connection.run(load);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
