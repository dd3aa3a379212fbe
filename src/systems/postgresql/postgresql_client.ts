/** Client of a control plane's records on PostgreSQL. */
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
  ControlPlaneEvent,
  LrpKey,
  Subscriber,
} from "../control_plane/control_plane.ts";
import { Slots } from "../control_plane/slots.ts";
import {
  ActualRows,
  CellRows,
  toBatchJson,
  toDesiredValues,
} from "../control_plane/sql_answers.ts";
import { connect } from "./postgresql_connection.ts";
import { CHANNEL, statements } from "./postgresql_schema.ts";

type Values = readonly (string | number)[];

/** Returns a client; connections are made when they are needed. */
export function connectPostgresql(
  spec: SqlServerSpec,
  { connections, timeout, bulkTimeout }: ClientLimits,
): ControlPlaneClient {
  const sql = connect(spec, { connections, timeout, onClose: () => {} });
  const slots = new Slots(connections);

  const rows = (
    signal: AbortSignal,
    statement: string,
    values: Values = [],
  ): Promise<readonly unknown[]> =>
    slots.hold(
      signal,
      async () =>
        await sql.unsafe(statement, [...values], {
          prepare: true,
          // Prepared also where there are no values.
          ...{ simple: false },
        }),
    );
  /** Returns how many rows a statement says that it changed. */
  const count = async (
    signal: AbortSignal,
    statement: string,
    values: Values,
  ) => {
    const [row] = await rows(signal, statement, values);
    return (row as { readonly rows: number } | undefined)?.rows ?? 0;
  };
  const change = (
    what: string,
    statement: string,
    values: () => Values,
  ): Promise<Answer<null>> =>
    answerWithin(
      timeout,
      async (signal) => changed(await count(signal, statement, values()), what),
    );
  const ofInstance = (
    name: "claim" | "start" | "crash" | "fail",
    { guid, index }: LrpKey,
    cell: string,
    ...more: Values
  ) =>
    change(
      `Cannot ${name} ${guid}/${index}`,
      statements[name],
      () => [guid, index, cell, Date.now(), ...more],
    );

  const cell: CellClient = {
    present: (cell, ttl) =>
      answerWithin(timeout, async (signal) => {
        await rows(signal, statements.present, [cell, Date.now() + ttl * 1000]);
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
    claim: (key, cell, from) => ofInstance("claim", key, cell, from),
    start: (key, cell) => ofInstance("start", key, cell),
    crash: (key, cell) => ofInstance("crash", key, cell),
    fail: (key, cell, reason) => ofInstance("fail", key, cell, reason),
  };

  return {
    desire: (lrp) =>
      change(
        `Cannot desire ${lrp.guid}`,
        statements.desire,
        () => [...toDesiredValues(lrp), Date.now()],
      ),
    remove: (guid) =>
      answerWithin(
        timeout,
        async (signal) =>
          await count(signal, statements.remove, [guid]) > 0
            ? answered(null)
            : refused("missing", `Cannot remove ${guid} as it is not desired`),
      ),
    seed: (batch) =>
      answerWithin(bulkTimeout, async (signal) => {
        const values = [toBatchJson(batch), Date.now()];
        await rows(signal, statements.seed, values);
        return answered(null);
      }),
    fetchRoutes: () =>
      answerWithin(bulkTimeout, async (signal) => {
        const routes = await rows(signal, statements.routes);
        const actual = await rows(signal, statements.actual);
        return answered({ desired: routes.length, actual: actual.length });
      }),
    fetchDesired: () =>
      answerWithin(bulkTimeout, async (signal) => {
        const desired = await rows(signal, statements.desired);
        const guids = desired.map((row) =>
          (row as { readonly guid: string }).guid
        );
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
    watch: (subscriber) => watch(spec, timeout, subscriber),
    [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }),
  };
}

/** Subscribes by LISTEN, on connections of its own. */
async function watch(
  spec: SqlServerSpec,
  timeout: number,
  { onEvent, onLost }: Subscriber,
): Promise<AsyncDisposable> {
  let isEnded = false;
  const sql = connect(spec, {
    ...{ connections: 1, timeout },
    onClose() {
      if (isEnded) return;
      isEnded = true;
      onLost("the connection was closed");
    },
  });
  const end = async () => {
    isEnded = true;
    await sql.end({ timeout: 1 });
  };
  try {
    // The library listens on another connection, and tells nobody when that ends: this one ends with it.
    await sql`SELECT 1`;
    await sql.listen(CHANNEL, (payload) => {
      const event = maybeEvent(payload);
      if (event !== null) onEvent(event);
    });
  } catch (error) {
    await end();
    throw error;
  }
  return { [Symbol.asyncDispose]: end };
}

const kinds: readonly string[] = [
  ...["desired", "removed", "claimed", "running", "crashed"] as const,
] satisfies readonly ControlPlaneEvent["kind"][];

/** Reads `running lrp-0000001 0`; null for anything else. */
function maybeEvent(payload: string): ControlPlaneEvent | null {
  const [kind = "", guid = "", index = ""] = payload.split(" ");
  return kinds.includes(kind)
    ? { kind: kind as ControlPlaneEvent["kind"], guid, index: Number(index) }
    : null;
}
