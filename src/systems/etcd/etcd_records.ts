/** Client of a control plane's records on etcd; `etcd_keys.ts` has their layouts. */
import {
  answered,
  answerWithin,
  changed,
  refused,
} from "../control_plane/answers.ts";
import type { ClientLimits, EtcdSpec } from "../control_plane/client_spec.ts";
import type {
  ActualLrp,
  Answer,
  CellClient,
  ControlPlaneClient,
  LrpKey,
  PlacedLrp,
} from "../control_plane/control_plane.ts";
import { type KeyValue, openGateway, prefixEnd } from "./etcd_gateway.ts";
import { prefixes, readActual, toActualKey, toCopyKey } from "./etcd_keys.ts";
import { namesBelow, readAll } from "./etcd_reads.ts";
import { watchRecords } from "./etcd_watch.ts";
import { newRecord, notDesired, writesOf, writesOfLrp } from "./etcd_writes.ts";

/** Writes of a transaction that etcd takes by default are 128; an LRP has up to four. */
const LRPS_OF_TXN = 30;

/** What a record becomes; null if it is in another state. */
type Transition = (before: ActualLrp) => ActualLrp | null;

/** Returns a client; connections are made when they are needed. */
export function connectEtcd(
  spec: EtcdSpec,
  { timeout, bulkTimeout }: ClientLimits,
): ControlPlaneClient {
  const { layout } = spec;
  const gateway = openGateway(spec);
  const isIndexed = layout === "indexed";
  /** Leases of the cells that this client keeps present. */
  const leases = new Map<string, string>();

  /** Reads a record and changes it, unless somebody else does so between. */
  function change(
    name: string,
    key: LrpKey,
    { next, absent }: {
      readonly next: Transition;
      /** The record of an instance that has none; null to leave it so. */
      readonly absent: (() => ActualLrp) | null;
    },
  ): Promise<Answer<null>> {
    const what = `Cannot ${name} ${key.guid}/${key.index}`;
    return answerWithin(timeout, async (signal) => {
      const own = toActualKey(key);
      const { kvs: [found] } = await gateway.range({
        ...{ key: own, end: "", limit: 1, revision: "0", signal },
      });
      const before = found ? readActual(found.key, found.value) : null;
      const after = before === null ? absent?.() ?? null : next(before);
      if (after === null) return changed(0, what);
      const condition = { key: own, revision: found?.revision ?? "0" };
      const writes = writesOf(before, after, layout);
      const isDone = await gateway.txn([condition], writes, signal);
      return changed(isDone ? 1 : 0, what);
    });
  }

  const cell: CellClient = {
    present: (cell, ttl) =>
      answerWithin(timeout, async (signal) => {
        const known = leases.get(cell);
        if (known !== undefined && await gateway.keepAlive(known, signal)) {
          return answered(null);
        }
        const lease = await gateway.grant(ttl, signal);
        await gateway.txn([], [
          { put: prefixes.present + cell, value: "", lease },
          ...isIndexed
            ? [{ put: prefixes.cells + cell, value: "", lease: "" }]
            : [],
        ], signal);
        leases.set(cell, lease);
        return answered(null);
      }),
    fetch: (cell) =>
      answerWithin(timeout, async (signal) => {
        const records: ActualLrp[] = [];
        const bytes = await readAll(
          gateway,
          isIndexed ? `${prefixes.on}${cell}/` : prefixes.actual,
          signal,
          ({ key, value }) => {
            const record = readActual(key, value);
            if (record.cell === cell) records.push(record);
          },
        );
        return answered(records, bytes);
      }),
    claim: (key, cell, from) =>
      change("claim", key, {
        next: (before) =>
          before.cell === from
            ? { ...before, state: "claimed", cell, since: Date.now() }
            : null,
        absent: null,
      }),
    start: (key, cell) =>
      change("start", key, {
        next: (before) =>
          ["", cell].includes(before.cell)
            ? { ...before, state: "running", cell, since: Date.now() }
            : null,
        absent: () => ({
          ...{ ...key, state: "running", cell, since: Date.now(), crashes: 0 },
        }),
      }),
    crash: (key, cell) =>
      change("crash", key, {
        next: (before) =>
          before.cell === cell
            ? {
              ...{ ...before, state: "crashed", cell: "", since: Date.now() },
              crashes: before.crashes + 1,
            }
            : null,
        absent: null,
      }),
    fail: (key, cell) =>
      change("fail", key, {
        next: (before) =>
          before.cell === cell
            ? { ...before, state: "unclaimed", cell: "", since: Date.now() }
            : null,
        absent: null,
      }),
  };

  return {
    desire: (lrp) =>
      answerWithin(timeout, async (signal) => {
        // A cell may have recorded what it runs before the LRP is desired again.
        const { kvs } = await gateway.range({
          key: `${prefixes.actual}${lrp.guid}/`,
          end: prefixEnd(`${prefixes.actual}${lrp.guid}/`),
          ...{ limit: 0, revision: "0", signal },
        });
        const known = new Set(
          kvs.map(({ key, value }) => readActual(key, value).index),
        );
        const added = Array.from({ length: lrp.instances }, (_, index) => index)
          .filter((index) => !known.has(index))
          .map((index) => newRecord({ guid: lrp.guid, index }));
        const conditions = added.map((record) => ({
          ...{ key: toActualKey(record), revision: "0" },
        }));
        const writes = added.flatMap((record) =>
          writesOf(null, record, layout)
        );
        const isDone = await gateway.txn(
          [notDesired(lrp), ...conditions],
          [...writesOfLrp(lrp, layout), ...writes],
          signal,
        );
        return changed(isDone ? 1 : 0, `Cannot desire ${lrp.guid}`);
      }),
    remove: (guid) =>
      answerWithin(timeout, async (signal) => {
        const prefix = `${prefixes.actual}${guid}/`;
        const desired = prefixes.desired + guid;
        const [{ kvs }, { kvs: [found] }] = await Promise.all([
          gateway.range({
            ...{ key: prefix, end: prefixEnd(prefix), limit: 0 },
            ...{ revision: "0", signal },
          }),
          gateway.range({
            ...{ key: desired, end: "", limit: 1, revision: "0", signal },
          }),
        ]);
        if (!found) {
          return refused(
            "missing",
            `Cannot remove ${guid} as it is not desired`,
          );
        }
        const copies = kvs.map(({ key, value }) =>
          toCopyKey(readActual(key, value))
        );
        const keys = [
          ...kvs.map(({ key }) => key),
          ...isIndexed ? [...copies, prefixes.runInfo + guid] : [],
        ];
        const isDone = await gateway.txn(
          [found, ...kvs].map(({ key, revision }) => ({ key, revision })),
          [desired, ...keys].map((key) => ({ delete: key, isPrefix: false })),
          signal,
        );
        return changed(isDone ? 1 : 0, `Cannot remove ${guid}`);
      }),
    seed: (batch) =>
      answerWithin(bulkTimeout, async (signal) => {
        for (let from = 0; from < batch.length; from += LRPS_OF_TXN) {
          const lrps = batch.slice(from, from + LRPS_OF_TXN);
          const isDone = await gateway.txn(
            lrps.map(({ lrp }) => notDesired(lrp)),
            lrps.flatMap(({ lrp, cell }: PlacedLrp) => [
              ...writesOfLrp(lrp, layout),
              ...writesOf(null, {
                ...newRecord({ guid: lrp.guid, index: 0 }),
                ...{ state: "running", cell },
              }, layout),
            ]),
            signal,
          );
          if (!isDone) return changed(0, "Cannot seed");
        }
        return answered(null);
      }),
    fetchRoutes: () =>
      answerWithin(bulkTimeout, async (signal) => {
        let [desired, actual] = [0, 0];
        const ofRoutes = await readAll(
          gateway,
          prefixes.desired,
          signal,
          ({ value }) => {
            JSON.parse(value);
            desired++;
          },
        );
        const ofActual = await readAll(
          gateway,
          prefixes.actual,
          signal,
          ({ key, value }) => {
            readActual(key, value);
            actual++;
          },
        );
        return answered({ desired, actual }, ofRoutes + ofActual);
      }),
    fetchDesired: () =>
      answerWithin(bulkTimeout, async (signal) => {
        const guids: string[] = [];
        const bytes = await readAll(
          gateway,
          prefixes.desired,
          signal,
          ({ key, value }) => {
            JSON.parse(value);
            guids.push(key.slice(prefixes.desired.length));
          },
        );
        return answered({ desired: guids.length, actual: 0, guids }, bytes);
      }),
    fetchCells: () =>
      answerWithin(
        timeout,
        async (signal) =>
          answered(await namesBelow(gateway, prefixes.present, signal)),
      ),
    fetchRunning: null,
    converge: () =>
      answerWithin(bulkTimeout, async (signal) => {
        const present = new Set(
          await namesBelow(gateway, prefixes.present, signal),
        );
        const lost: ActualLrp[] = [];
        const waiting: ActualLrp[] = [];
        const take = ({ key, value }: KeyValue) => {
          const record = readActual(key, value);
          if (record.cell === "") waiting.push(record);
          else if (!present.has(record.cell)) lost.push(record);
        };
        const missing = isIndexed
          ? (await namesBelow(gateway, prefixes.cells, signal))
            .filter((cell) => !present.has(cell))
          : [];
        const parts = isIndexed
          ? [
            prefixes.waiting,
            ...missing.map((cell) => `${prefixes.on}${cell}/`),
          ]
          : [prefixes.actual];
        let bytes = 0;
        for (const part of parts) {
          bytes += await readAll(gateway, part, signal, take);
        }
        return answered({ lost, waiting }, bytes);
      }),
    cell,
    watch: (subscriber) => watchRecords(spec, subscriber),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
