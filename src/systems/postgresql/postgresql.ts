/** PostgreSQL as the store of a control plane: a server of the run. */
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
import { connect } from "./postgresql_connection.ts";
import { statements, toSchema } from "./postgresql_schema.ts";

const settings = {
  fsync: choice("Writes are synced", ["on", "off"], {
    about: "off: acknowledged writes may be lost when the machine stops",
  }),
};

/** Of all threads of a load. */
const MAX_CONNECTIONS = 300;

export const postgresql: ControlPlaneSystem = {
  name: "postgresql",
  title: "PostgreSQL",
  mode: "real",
  can: [
    ...["control-plane", "kill-store", "pause-store", "wipe-store"] as const,
    "kill-cells",
  ],
  metricFamilies: [],
  programs: databasePrograms("postgresql"),
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
  const server = await startDatabase("postgresql", {
    ...{ processes, signal, folder: "", maxConnections: MAX_CONNECTIONS },
    settings: { fsync },
  });
  const { host, port, user, password, process, version, data } = server;
  const spec: SqlServerSpec = {
    ...{ kind: "postgresql", host, port, user, password, database: "postgres" },
  };
  const admin = connect(spec, {
    ...{ connections: 1, timeout: 10, onClose: () => {} },
  });
  const makeTables = async () => {
    for (const statement of toSchema(layout)) await admin.unsafe(statement);
  };
  await makeTables();
  return {
    version,
    client: spec,
    components: [{ name: "store", process, metrics: "" }],
    remarks: [],
    async size() {
      const rows = await admin.unsafe(statements.counts).catch(() => null);
      const bytes = await allocatedSize(data);
      return rows && { ...CountRow.parse(rows[0]), bytes };
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
    [Symbol.asyncDispose]: () => admin.end({ timeout: 1 }),
  };
}
