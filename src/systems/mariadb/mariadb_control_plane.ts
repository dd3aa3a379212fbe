/** Starts MariaDB as the store of a control plane. */
import type { RowDataPacket } from "mysql2/promise";
import type { ControlPlane } from "../control_plane/control_plane.ts";
import type { StartStore } from "../control_plane/store_system.ts";
import { startOrUseSqlServer } from "../databases/use_sql_server.ts";
import { connect } from "./mariadb_client.ts";
import { statements, toSchema } from "./mariadb_schema.ts";

const DATABASE = "loadline";

/** Starts a server with empty tables, or makes them on one of somebody else. */
export function startMariadbControlPlane(
  ...[options, { fsync }]: Parameters<StartStore>
): Promise<ControlPlane> {
  return startOrUseSqlServer(options, {
    kind: "mariadb",
    settings: { "innodb-flush-log-at-trx-commit": fsync === "on" ? "1" : "0" },
    database: DATABASE,
    prepare: (server) =>
      server.query("mysql", `CREATE DATABASE IF NOT EXISTS ${DATABASE}`),
    schema: toSchema(options.layout),
    counts: statements.counts,
    maintenance: "information_schema",
    version: "SELECT VERSION() AS version",
    bytes:
      "SELECT coalesce(sum(data_length + index_length), 0) AS bytes FROM information_schema.tables WHERE table_schema = DATABASE()",
    drop: (database) => `DROP DATABASE IF EXISTS ${database}`,
    remarks: [
      "MariaDB tells nobody of changes: there is no subscription to compare with what was done",
    ],
    connect(spec) {
      const pool = connect(spec, { connections: 1, timeout: 10 });
      return {
        query: async (statement) =>
          (await pool.query<RowDataPacket[]>(statement))[0],
        end: () =>
          pool.end().catch(() => {
            // A server that is gone cannot be taken leave of.
          }),
      };
    },
  });
}
