/** Attaches a DuckLake as `store`. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { sqlText, UsageError } from "../../record/mod.ts";
import { withoutWaits, withWaits } from "./catalogue_waits.ts";
import { loadExtensions } from "./extensions.ts";
import { parseLakeUrl } from "./lake_url.ts";
import {
  isObjectStore,
  STORAGE_EXTENSION,
  useObjectStore,
} from "./object_store.ts";

/** Environment variable of the folder or `s3://` address of the tables; needed to make a store, then known to it. */
export const DATA_SETTING = "LOADLINE_STORE_DATA";

/** Rows up to which a change is kept in the catalogue: a Parquet file of some rows takes longer to read than they do. */
const INLINED_ROWS = 500;

/**
 * Attempts of a commit that others got before, with waits from a tenth of a second that grow by a fifth each time: two minutes
 * in all. By half, as is DuckLake's default, they would be ten hours.
 */
const MAX_COMMITS = 30;
const COMMIT_BACKOFF = 1.2;

/** Attempts to attach a store that does not exist yet, and the wait between them. */
const MAX_ATTACHES = 5;
const RETRY_MS = 500;

/**
 * Attaches a DuckLake. Throws `UsageError` if its catalogue cannot be reached, without an extension, and without what the
 * storage of its tables needs (`object_store.ts`).
 */
export async function attachLake(
  connection: DuckDBConnection,
  path: string,
  isReader: boolean,
): Promise<void> {
  const { url, extensions, snapshot } = parseLakeUrl(path);
  const data = Deno.env.get(DATA_SETTING) ?? "";
  let hasStorage = isObjectStore(data);
  // All together: what is loaded later has its signature checked once more.
  await loadExtensions(connection, [
    ...extensions,
    ...hasStorage ? [STORAGE_EXTENSION] : [],
  ]);
  if (hasStorage) await useObjectStore(connection);
  await connection.run(`SET ducklake_max_retry_count = ${MAX_COMMITS}`);
  await connection.run(`SET ducklake_retry_backoff = ${COMMIT_BACKOFF}`);
  const options = [
    ...data === "" ? [] : [`DATA_PATH ${sqlText(data)}`],
    ...isReader ? ["READ_ONLY"] : [],
    ...snapshot === null ? [] : [`SNAPSHOT_VERSION ${snapshot}`],
    `DATA_INLINING_ROW_LIMIT ${INLINED_ROWS}`,
  ];
  const attach = `ATTACH ${sqlText(withWaits(url))} AS store (${
    options.join(", ")
  })`;
  for (let attempt = 1;; attempt++) {
    try {
      await connection.run(attach);
      break;
    } catch (cause) {
      const text = withoutWaits((cause as Error).message.split("\n")[0] ?? "");
      // The catalogue knows what the setting need not say.
      if (!hasStorage && text.includes("httpfs")) {
        await useObjectStore(connection);
        hasStorage = true;
        continue;
      }
      // Two machines that make the same new store are in each other's way once.
      const isNew = !isReader && /initialize DuckLake/.test(text);
      if (isNew && attempt < MAX_ATTACHES) {
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        continue;
      }
      throw new UsageError(
        `Cannot open the store ${url} as DuckDB reports: ${text}; check that its catalogue runs and that ${DATA_SETTING} names its tables`,
        { cause },
      );
    }
  }
  if (!hasStorage && isObjectStore(await lakeData(connection))) {
    await useObjectStore(connection);
  }
}

/** Returns the folder of the tables of the attached store, with a slash at its end. */
export async function lakeData(connection: DuckDBConnection): Promise<string> {
  const reader = await connection.runAndReadAll(
    "SELECT value FROM __ducklake_metadata_store.ducklake_metadata WHERE key = 'data_path'",
  );
  return String(reader.getRows()[0]?.[0] ?? "");
}

/** Returns the number of the snapshot that is read. */
export async function lakeSnapshot(
  connection: DuckDBConnection,
): Promise<number> {
  const reader = await connection.runAndReadAll(
    "SELECT max(snapshot_id)::DOUBLE FROM ducklake_snapshots('store')",
  );
  return Number(reader.getRows()[0]?.[0] ?? 0);
}
