/** MariaDB as the store of a control plane: a server of the run. */
import type { RowDataPacket } from "mysql2/promise";
import { choice } from "../../lab/plan/settings.ts";
import { allocatedSize } from "../../lab/probes/folder_size.ts";
import type { SqlServerSpec } from "../control_plane/client_spec.ts";
import type {
  ControlPlane,
  ControlPlaneSystem,
  StartControlPlaneOptions,
} from "../control_plane/control_plane.ts";
import { CountRow } from "../control_plane/sql_answers.ts";
import { toStoreControl } from "../control_plane/store_control.ts";
import {
  databasePrograms,
  startDatabase,
} from "../databases/start_database.ts";
import { describeSettings, readSettings } from "../support/system_settings.ts";
import { connect } from "./mariadb_client.ts";
import { statements, toSchema } from "./mariadb_schema.ts";

const settings = {
  fsync: choice("Writes are synced", ["on", "off"], {
    about: "off: acknowledged writes may be lost when the machine stops",
  }),
};

/** Of all threads of a load. */
const MAX_CONNECTIONS = 300;

const DATABASE = "loadline";

export const mariadb: ControlPlaneSystem = {
  name: "mariadb",
  title: "MariaDB",
  mode: "real",
  can: [
    ...["control-plane", "kill-store", "pause-store", "wipe-store"] as const,
    "kill-cells",
  ],
  metricFamilies: [],
  programs: databasePrograms("mariadb"),
  settings: describeSettings(settings),
  parameters: settings,
  identifying: [],
  sizes(texts) {
    readSettings(settings, texts);
    return [];
  },
  startControlPlane,
};

async function startControlPlane(
  { layout, settings: texts, processes, signal }: StartControlPlaneOptions,
): Promise<ControlPlane> {
  const { fsync } = readSettings(settings, texts);
  const server = await startDatabase("mariadb", {
    ...{ processes, signal, folder: "", maxConnections: MAX_CONNECTIONS },
    settings: {
      "innodb-flush-log-at-trx-commit": fsync === "on" ? "1" : "0",
    },
  });
  const { host, port, user, password, process, version, data } = server;
  const spec: SqlServerSpec = {
    ...{ kind: "mariadb", host, port, user, password, database: DATABASE },
  };
  const admin = connect(spec, { connections: 1, timeout: 10 });
  const makeTables = async () => {
    await server.query("mysql", `CREATE DATABASE IF NOT EXISTS ${DATABASE}`);
    for (const statement of toSchema(layout)) await admin.query(statement);
  };
  await makeTables();
  return {
    version,
    client: spec,
    components: [{ name: "store", process, metrics: "" }],
    remarks: [
      "MariaDB tells nobody of changes: there is no subscription to compare with what was done",
    ],
    async size() {
      const found = await admin.query<RowDataPacket[]>(statements.counts)
        .catch(() => null);
      const bytes = await allocatedSize(data);
      return found && { ...CountRow.parse(found[0][0]), bytes };
    },
    store: toStoreControl({
      process,
      async ready() {
        await server.whenReady(signal);
        await makeTables();
      },
      wipe: () => server.empty(),
    }),
    cells: null,
    async [Symbol.asyncDispose]() {
      await admin.end().catch(() => {
        // A server that is gone cannot be taken leave of.
      });
    },
  };
}
