/** A database server of the run as the store of a control plane. */
import { allocatedSize } from "../../lab/probes/folder_size.ts";
import type { SqlServerSpec } from "../control_plane/client_spec.ts";
import type {
  ControlPlane,
  StartControlPlaneOptions,
} from "../control_plane/control_plane.ts";
import { CountRow } from "../control_plane/sql_answers.ts";
import { toStoreControl } from "../control_plane/store_control.ts";
import type { DatabaseServer } from "./database_server.ts";
import { startDatabase } from "./start_database.ts";

/** Of all threads of a load. */
const MAX_CONNECTIONS = 300;

/** A connection for tables and counts. */
export interface AdminConnection {
  /** Runs a statement, and returns its rows. */
  query(statement: string): Promise<readonly unknown[]>;
  /** Ends it, also where the server is gone. */
  end(): Promise<void>;
}

export interface SqlControlPlane {
  readonly kind: SqlServerSpec["kind"];
  /** Of the server, by its own names. */
  readonly settings: Readonly<Record<string, string>>;
  readonly database: string;
  /** Makes the database, if it is not there. */
  readonly prepare: (server: DatabaseServer) => Promise<unknown>;
  /** Statements that make the tables, if they are not there. */
  readonly schema: readonly string[];
  /** Counts the records. */
  readonly counts: string;
  /** On a server of somebody else: a database that everybody may connect to, the statement that tells the version. */
  readonly maintenance: string;
  readonly version: string;
  /** The statement that tells the bytes of the database that is connected to. */
  readonly bytes: string;
  /** Returns the statement that drops a database, though somebody may be connected to it. */
  readonly drop: (database: string) => string;
  readonly remarks: readonly string[];
  readonly connect: (spec: SqlServerSpec) => AdminConnection;
}

/** Starts a server with empty tables. Throws the errors of `startDatabase()`. */
export async function startSqlControlPlane(
  { processes, folder, signal }: Pick<
    StartControlPlaneOptions,
    "processes" | "folder" | "signal"
  >,
  { kind, settings, database, ...own }: SqlControlPlane,
): Promise<ControlPlane> {
  const server = await startDatabase(kind, {
    ...{ processes, folder, signal, settings },
    maxConnections: MAX_CONNECTIONS,
  });
  const { host, port, user, password, process, version, data } = server;
  const spec: SqlServerSpec = {
    ...{ kind, host, port, tls: false, user, password, database },
  };
  await using owned = new AsyncDisposableStack();
  const admin = own.connect(spec);
  owned.defer(() => admin.end());
  const makeTables = async () => {
    await own.prepare(server);
    for (const statement of own.schema) await admin.query(statement);
  };
  await makeTables();
  const ending = owned.move();
  return {
    ...{ version, client: spec, remarks: own.remarks },
    ...{ secrets: [password], api: null, cells: null },
    components: [{ name: "store", process, metrics: "" }],
    async size() {
      const rows = await admin.query(own.counts).catch(() => null);
      const bytes = await allocatedSize(data);
      return rows && { ...CountRow.parse(rows[0]), bytes };
    },
    store: toStoreControl({
      ...{ process, dependants: [] },
      async ready() {
        await server.whenReady(signal);
        await makeTables();
      },
      wipe: () => server.empty(),
    }),
    [Symbol.asyncDispose]: () => ending.disposeAsync(),
  };
}
