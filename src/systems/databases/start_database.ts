/** Starts the database server of a run by its kind. */
import type {
  DatabaseKind,
  DatabaseServer,
  StartDatabaseOptions,
} from "./database_server.ts";
import { mariadbPrograms, startMariadb } from "./mariadb.ts";
import { postgresqlPrograms, startPostgresql } from "./postgresql.ts";

const kinds = {
  postgresql: { start: startPostgresql, programs: postgresqlPrograms },
  mariadb: { start: startMariadb, programs: mariadbPrograms },
} as const;

/**
 * Starts a server with an empty data folder, and resolves once it answers. Throws `UnavailableError` if it is not
 * installed, an Error with the log tail if it ends, and `TimeoutError`.
 */
export function startDatabase(
  kind: DatabaseKind,
  options: StartDatabaseOptions,
): Promise<DatabaseServer> {
  return kinds[kind].start(options);
}

/** Programs that a kind of server needs. */
export function databasePrograms(kind: DatabaseKind) {
  return kinds[kind].programs;
}
