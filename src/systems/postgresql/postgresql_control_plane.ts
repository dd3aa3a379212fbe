/** Starts PostgreSQL as the store of a control plane. */
import type { ControlPlane } from "../control_plane/control_plane.ts";
import type { StartStore } from "../control_plane/store_system.ts";
import { startOrUseSqlServer } from "../databases/use_sql_server.ts";
import { connect } from "./postgresql_connection.ts";
import { statements, toSchema } from "./postgresql_schema.ts";

/** Starts a server with empty tables, or makes them on one of somebody else. */
export function startPostgresqlControlPlane(
  ...[options, { fsync }]: Parameters<StartStore>
): Promise<ControlPlane> {
  return startOrUseSqlServer(options, {
    kind: "postgresql",
    settings: { fsync },
    database: "postgres",
    // It is always there.
    prepare: () => Promise.resolve(),
    schema: toSchema(options.layout),
    counts: statements.counts,
    maintenance: "postgres",
    version: "SELECT current_setting('server_version') AS version",
    bytes: "SELECT pg_database_size(current_database())::float8 AS bytes",
    drop: (database) => `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`,
    remarks: [],
    connect(spec) {
      const sql = connect(spec, {
        ...{ connections: 1, timeout: 10, onClose: () => {} },
      });
      return {
        query: async (statement) => await sql.unsafe(statement),
        end: () => sql.end({ timeout: 1 }),
      };
    },
  });
}
