/** Client of a control plane's records on MariaDB, by the library mysql2. It tells nobody of changes. */
import { createPool, type Pool, type PoolConnection } from "mysql2/promise";
import type { ResultSetHeader, RowDataPacket } from "mysql2";
import {
  answered,
  answerWithin,
  changed,
  refused,
} from "../control_plane/answers.ts";
import type {
  ClientLimits,
  SqlServerSpec,
} from "../control_plane/client_spec.ts";
import type {
  Answer,
  CellClient,
  ControlPlaneClient,
  LrpKey,
} from "../control_plane/control_plane.ts";
import { Slots } from "../control_plane/slots.ts";
import {
  ActualRows,
  CellRows,
  toBatchJson,
  toDesiredValues,
} from "../control_plane/sql_answers.ts";
import { statements } from "./mariadb_schema.ts";

type Values = readonly (string | number)[];

/** Returns a pool; connections are made when they are needed, and again when they end. */
export function connect(
  { host, port, tls, user, password, database }: SqlServerSpec,
  { connections, timeout }: Pick<ClientLimits, "connections" | "timeout">,
): Pool {
  return createPool({
    ...{ host, port, user, password, database },
    ...tls ? { ssl: { rejectUnauthorized: true } } : {},
    connectionLimit: connections,
    connectTimeout: timeout * 1000,
    // A change without effect is a conflict: rows that were found do not count.
    flags: ["-FOUND_ROWS"],
  });
}

/** Returns a client; connections are made when they are needed. */
export function connectMariadb(
  spec: SqlServerSpec,
  { connections, timeout, bulkTimeout }: ClientLimits,
): ControlPlaneClient {
  const pool = connect(spec, { connections, timeout });
  const slots = new Slots(connections);

  const rows = (signal: AbortSignal, statement: string, values: Values = []) =>
    slots.hold(signal, async () => {
      const [found] = await pool.execute<RowDataPacket[]>(
        statement,
        [...values],
      );
      return found;
    });
  const change = (
    seconds: number,
    what: string,
    act: (connection: Pool | PoolConnection) => Promise<number>,
  ): Promise<Answer<null>> =>
    answerWithin(
      seconds,
      async (signal) =>
        changed(await slots.hold(signal, () => act(pool)), what),
    );
  const ofInstance = (
    name: "claim" | "start" | "crash" | "fail",
    { guid, index }: LrpKey,
    values: () => Values,
  ) =>
    change(
      timeout,
      `Cannot ${name} ${guid}/${index}`,
      (connection) => affected(connection, statements[name], values()),
    );

  const cell: CellClient = {
    present: (cell, ttl) =>
      answerWithin(timeout, async (signal) => {
        await slots.hold(signal, () =>
          affected(pool, statements.present, [cell, Date.now() + ttl * 1000]));
        return answered(null);
      }),
    fetch: (cell) =>
      answerWithin(
        timeout,
        async (signal) =>
          answered(
            ActualRows.parse(await rows(signal, statements.ofCell, [cell])),
          ),
      ),
    claim: (key, cell, from) =>
      ofInstance("claim", key, () => [
        ...[cell, Date.now(), key.guid, key.index, from],
      ]),
    start: (key, cell) =>
      ofInstance("start", key, () => [key.guid, key.index, cell, Date.now()]),
    crash: (key, cell) =>
      ofInstance("crash", key, () => [Date.now(), key.guid, key.index, cell]),
    fail: (key, cell, reason) =>
      ofInstance("fail", key, () => [
        ...[Date.now(), reason, key.guid, key.index, cell],
      ]),
  };

  return {
    desire: (lrp) =>
      change(
        timeout,
        `Cannot desire ${lrp.guid}`,
        () =>
          transact(pool, async (connection) => {
            const now = Date.now();
            const made = await affected(connection, statements.desire, [
              ...toDesiredValues(lrp),
              now,
            ]);
            for (let index = 0; made > 0 && index < lrp.instances; index++) {
              const values = [lrp.guid, index, now];
              await affected(connection, statements.addInstance, values);
            }
            return made;
          }),
      ),
    remove: (guid) =>
      answerWithin(timeout, async (signal) => {
        const removed = await slots.hold(signal, () =>
          transact(pool, async (connection) => {
            await affected(connection, statements.removeInstances, [guid]);
            return await affected(connection, statements.remove, [guid]);
          }));
        return removed > 0
          ? answered(null)
          : refused("missing", `Cannot remove ${guid} as it is not desired`);
      }),
    seed: (batch) =>
      change(
        bulkTimeout,
        "Cannot seed",
        () =>
          transact(pool, async (connection) => {
            const values = [Date.now(), toBatchJson(batch)];
            await affected(connection, statements.seedDesired, values);
            return await affected(connection, statements.seedActual, values);
          }),
      ),
    fetchRoutes: () =>
      answerWithin(bulkTimeout, async (signal) => {
        const routes = await rows(signal, statements.routes);
        const actual = await rows(signal, statements.actual);
        return answered({ desired: routes.length, actual: actual.length });
      }),
    fetchDesired: () =>
      answerWithin(bulkTimeout, async (signal) => {
        const desired = await rows(signal, statements.desired);
        const guids = desired.map((row) => String(row["guid"]));
        return answered({ desired: desired.length, actual: 0, guids });
      }),
    fetchCells: () =>
      answerWithin(timeout, async (signal) => {
        const found = await rows(signal, statements.cells, [Date.now()]);
        return answered(CellRows.parse(found).map(({ cell }) => cell));
      }),
    fetchRunning: null,
    converge: () =>
      answerWithin(bulkTimeout, async (signal) => {
        const lost = await rows(signal, statements.lost, [Date.now()]);
        const waiting = await rows(signal, statements.waiting);
        return answered({
          lost: ActualRows.parse(lost),
          waiting: ActualRows.parse(waiting),
        });
      }),
    cell,
    watch: null,
    async [Symbol.asyncDispose]() {
      await pool.end().catch(() => {
        // A server that is gone cannot be taken leave of.
      });
    },
  };
}

/** Returns how many rows a statement changed. */
async function affected(
  connection: Pool | PoolConnection,
  statement: string,
  values: Values,
): Promise<number> {
  const [{ affectedRows }] = await connection.execute<ResultSetHeader>(
    statement,
    [...values],
  );
  return affectedRows;
}

/** Does something in a transaction, which is rolled back if it fails. */
async function transact<T>(
  pool: Pool,
  act: (connection: PoolConnection) => Promise<T>,
): Promise<T> {
  const connection = await pool.getConnection();
  try {
    await connection.beginTransaction();
    const result = await act(connection);
    await connection.commit();
    connection.release();
    return result;
  } catch (error) {
    // Ends the transaction as well, also where there is nobody left to tell.
    connection.destroy();
    throw error;
  }
}
