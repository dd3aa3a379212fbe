/** Attaches a store to a database in memory as `store`: the same SQL names its tables, whatever holds them. */
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { sqlText } from "../../record/mod.ts";
import { attachLake } from "../lake/attach_lake.ts";
import { withExtensions } from "../lake/extensions.ts";
import { canClose } from "../lake/lake_error.ts";
import { isLake } from "../lake/lake_url.ts";

/** What is done with a store; `create` and `copy` build the file that becomes the next one. */
export type Access = "read" | "write" | "create" | "copy";

/** Nobody reads a file that was not built to its end, so it needs no log, in which many rows would be written once more. */
const WITHOUT_LOG = "RECOVERY_MODE no_wal_writes";

const attachOptions: Readonly<Record<Access, string>> = {
  read: "(READ_ONLY)",
  write: "",
  // Only the DuckDB that built a store reads it; writing the latest format takes a third less time than the oldest.
  create: `(STORAGE_VERSION 'latest', ${WITHOUT_LOG})`,
  copy: `(${WITHOUT_LOG})`,
};

/** Creates the database in memory to which the store at `path` is to be attached. */
export function createInstance(path: string): Promise<DuckDBInstance> {
  return DuckDBInstance.create(":memory:", isLake(path) ? withExtensions : {});
}

/** Runs `body` on a connection to the store at `path`. Throws DuckDB's error if its file cannot be opened. */
export async function withAttached<Result>(
  path: string,
  access: Access,
  body: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const instance = await createInstance(path);
  const connection = await instance.connect();
  let mayClose = true;
  try {
    await attach(connection, path, access);
    return await body(connection);
  } catch (error) {
    // What cannot be closed stays open until this process ends.
    mayClose = !isLake(path) || await canClose(connection, error);
    throw error;
  } finally {
    if (mayClose) {
      connection.closeSync();
      instance.closeSync();
    }
  }
}

/** Attaches the store at `path`, a file or a DuckLake. Throws the errors of `attachLake()`. */
export async function attach(
  connection: DuckDBConnection,
  path: string,
  access: Access,
): Promise<void> {
  if (isLake(path)) {
    await attachLake(connection, path, access === "read");
    return;
  }
  await connection.run(
    `ATTACH ${sqlText(path)} AS store ${attachOptions[access]}`,
  );
}
