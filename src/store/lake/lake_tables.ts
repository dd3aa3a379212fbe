/** The tables of a DuckLake: those of a store, the machine that loaded each part, and the rows that parts are claimed by. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { hostname } from "node:os";
import {
  digest,
  readTextIfThere,
  replaceText,
  UsageError,
} from "../../record/mod.ts";
import { factsVersion } from "../tables/fact_tables.ts";
import { schemaSql } from "../tables/schema.ts";
import { indexCatalogue } from "./catalogue_index.ts";
import { CLAIMS, type NamedPart } from "./claims.ts";

/** A part in a DuckLake. */
export interface LakePart extends NamedPart {
  readonly digest: string;
  /** The machine that has loaded it. */
  readonly origin: string;
  readonly unchecked: boolean;
}

/** File of a folder of records with the random part of its origin. */
const ORIGIN = ".lake-origin";

/**
 * Returns what names a folder of records on this machine. A random part is kept in the folder: machines of one image have
 * one name and the same paths, and a checkout is made anew, of which each would remove what the other has loaded.
 */
export async function originOf(data: string): Promise<string> {
  const path = `${data}/${ORIGIN}`;
  let own = await readTextIfThere(path) ?? "";
  if (own === "") {
    own = crypto.randomUUID();
    await replaceText(path, own);
  }
  return `${hostname()}:${digest(`${await Deno.realPath(data)} ${own}`, 8)}`;
}

/**
 * Creates the tables unless they are there. Throws `UsageError` if they are of another version: the tables of many machines
 * are not made anew by the next that comes.
 */
export async function createLakeTables(
  connection: DuckDBConnection,
  path: string,
): Promise<void> {
  if (!await hasTables(connection)) {
    await createAll(connection).catch(async (error) => {
      // Another machine has been faster.
      if (!await hasTables(connection)) throw error;
    });
    await indexCatalogue(connection, path);
  }
  const reader = await connection.runAndReadAll(
    "SELECT digest FROM store.main.loaded WHERE experiment = '' AND part = 'schema'",
  );
  if (reader.getRows()[0]?.[0] === digest(schemaSql)) return;
  throw new UsageError(
    `Cannot load into ${path} as another version of Loadline made it: use that version, or a new catalogue and folder of tables`,
  );
}

/** Asks the catalogue itself: for DuckDB's own list of tables it would be asked about each of them. */
async function hasTables(connection: DuckDBConnection): Promise<boolean> {
  const reader = await connection.runAndReadAll(
    "SELECT count(*)::INTEGER FROM __ducklake_metadata_store.ducklake_table WHERE table_name = 'loaded' AND end_snapshot IS NULL",
  );
  return reader.getRows()[0]?.[0] === 1;
}

async function createAll(connection: DuckDBConnection): Promise<void> {
  const claims = Array.from(
    { length: CLAIMS },
    (_, i) =>
      `CREATE TABLE claims_${i} (changes BIGINT); INSERT INTO claims_${i} VALUES (0);`,
  );
  await connection.run("USE store");
  await connection.run("BEGIN");
  try {
    await connection.run(schemaSql);
    await connection.run(
      "CREATE TABLE origins (experiment VARCHAR, part VARCHAR, origin VARCHAR)",
    );
    await connection.run(claims.join("\n"));
    await connection.run(
      "INSERT INTO loaded VALUES ('', 'schema', $1, NULL), ('', 'facts', $2, NULL)",
      [digest(schemaSql), factsVersion],
    );
    await connection.run("COMMIT");
  } catch (error) {
    await connection.run("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    await connection.run("USE memory");
  }
}

/** What a DuckLake holds. */
export interface LakeParts {
  /** By key. */
  readonly parts: ReadonlyMap<string, LakePart>;
  /** Digest of what the facts of their runs were computed by. */
  readonly facts: string;
}

/** Reads which parts are there, and what the facts of their runs were computed by. */
export async function readLakeParts(
  connection: DuckDBConnection,
): Promise<LakeParts> {
  const reader = await connection.runAndReadAll(
    `SELECT experiment, part, digest, coalesce(origin, '') AS origin, NOT coalesce(checked, true) AS unchecked
     FROM store.main.loaded LEFT JOIN store.main.origins USING (experiment, part)`,
  );
  const rows = reader.getRowObjectsJS() as unknown as LakePart[];
  const parts = rows.filter(({ experiment }) => experiment !== "")
    .map((part) => [`${part.experiment}/${part.part}`, part] as const);
  const facts = rows.find(({ experiment, part }) =>
    experiment === "" && part === "facts"
  );
  return { parts: new Map(parts), facts: facts?.digest ?? "" };
}
