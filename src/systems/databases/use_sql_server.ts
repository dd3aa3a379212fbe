/** A database server of somebody else as the store of a control plane: a database of the run is made there, and dropped. */
import { z } from "zod";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { inTime } from "../../lab/timing/in_time.ts";
import type { SqlServerSpec } from "../control_plane/client_spec.ts";
import type {
  ControlPlane,
  StartControlPlaneOptions,
} from "../control_plane/control_plane.ts";
import { CountRow } from "../control_plane/sql_answers.ts";
import { readServerLogin, type ServerLogin } from "./server_login.ts";
import {
  type AdminConnection,
  type SqlControlPlane,
  startSqlControlPlane,
} from "./sql_control_plane.ts";

/** Seconds of a statement of the set-up or the end: a server that stands still must not hold up the end of a run. */
const STATEMENT_TIMEOUT_S = 60;

/** Uses the server that settings name, or starts one. */
export async function startOrUseSqlServer(
  options: StartControlPlaneOptions,
  own: SqlControlPlane,
): Promise<ControlPlane> {
  const login = readServerLogin(options.settings);
  return await (login === null
    ? startSqlControlPlane(options, own)
    : useSqlServer(options, login, own));
}

const VersionRow = z.object({ version: z.string() });
const BytesRow = z.object({ bytes: z.coerce.number() });

/**
 * Makes a database with empty tables. On dispose it is dropped. Throws `UnavailableError` if nobody can log in, or may not
 * make it.
 */
async function useSqlServer(
  { processes }: Pick<StartControlPlaneOptions, "processes">,
  login: ServerLogin,
  { kind, maintenance, connect, ...own }: SqlControlPlane,
): Promise<ControlPlane> {
  const place = `${login.host}:${login.port}`;
  // Letters, digits and `_`.
  const database = processes.run.replaceAll("-", "_");
  const toSpec = (name: string): SqlServerSpec => ({
    ...{ ...login, kind, database: name },
  });
  await using owned = new AsyncDisposableStack();
  const server = open(toSpec(maintenance), connect);
  owned.defer(() => server.end());
  const ask = async (what: string, statement: string) => {
    try {
      return await server.query(statement);
    } catch (error) {
      // What it says may have the user's name.
      const { code = "" } = error as { readonly code?: string };
      throw new UnavailableError(
        `Cannot ${what} at ${place} as the server refuses it, or does not answer${
          code === "" ? "" : ` (${code})`
        }: use an address and a user that may create databases`,
      );
    }
  };
  const [row] = await ask("log in", own.version);
  const { version } = VersionRow.parse(row);
  await ask("make a database", `CREATE DATABASE ${database}`);
  owned.defer(async () => {
    try {
      await server.query(own.drop(database));
    } catch {
      throw new Error(
        `Cannot drop the database ${database} at ${place} as the server does not do so: drop it`,
      );
    }
  });
  const spec = toSpec(database);
  const admin = open(spec, connect);
  owned.defer(() => admin.end());
  for (const statement of own.schema) await admin.query(statement);
  const ending = owned.move();
  return {
    ...{ version: version.split(/[ -]/)[0] ?? "", client: spec },
    ...{ components: [], store: null, api: null, cells: null },
    secrets: [login.password],
    remarks: [
      ...own.remarks,
      `the store is a server of somebody else at ${place}: its settings are theirs, and what it takes of its machine is not sampled`,
    ],
    async size() {
      try {
        const [counts] = await admin.query(own.counts);
        const [size] = await admin.query(own.bytes);
        return { ...CountRow.parse(counts), ...BytesRow.parse(size) };
      } catch {
        return null;
      }
    },
    [Symbol.asyncDispose]: () => ending.disposeAsync(),
  };
}

/** Opens a connection whose statements, and whose end, take only so long. */
function open(
  spec: SqlServerSpec,
  connect: SqlControlPlane["connect"],
): AdminConnection {
  const connection = connect(spec);
  const bound = <T>(work: Promise<T>) =>
    inTime(work, {
      seconds: STATEMENT_TIMEOUT_S,
      late: () =>
        new Error(
          `Cannot use ${spec.host}:${spec.port} as it has not answered for ${STATEMENT_TIMEOUT_S} s`,
        ),
    });
  return {
    query: (statement) => bound(connection.query(statement)),
    end: () =>
      bound(connection.end()).catch(() => {
        // Who does not answer is not taken leave of.
      }),
  };
}
