/** What load threads ask of a Diego: what its users and loops ask of the BBS. Cells are not theirs, and place is found by the auctioneer. */
import { answered } from "../control_plane/answers.ts";
import type { ClientLimits, DiegoSpec } from "../control_plane/client_spec.ts";
import type {
  Answer,
  ControlPlaneClient,
  ControlPlaneEvent,
  Subscriber,
} from "../control_plane/control_plane.ts";
import type { BbsAnswer } from "./clients/bbs_answer.ts";
import { connectBbs } from "./clients/bbs_client.ts";
import { followEvents, type RawEvent } from "./clients/bbs_events.ts";
import { toLrpRecord } from "./lrp_record.ts";
import { codec } from "./wire/codec.ts";
import {
  type ActualLrp,
  type ActualLrpInfo,
  type LrpKey,
  presences,
} from "./wire/messages.ts";
import { LRP_EVENTS_PATH, routes } from "./wire/routes.ts";

const desiredEvent = codec<{ readonly lrp: { readonly guid: string } | null }>(
  "DesiredLrpEvent",
);
const createdEvent = codec<{ readonly lrp: ActualLrp | null }>("LrpEvent");
const changedEvent = codec<{
  readonly key: LrpKey | null;
  readonly after: ActualLrpInfo | null;
}>("LrpChangedEvent");
const crashedEvent = codec<{ readonly key: LrpKey | null }>("LrpChangedEvent");

/** Returns a client; it connects when it is used. */
export function connectDiego(
  { bbs: address, identity, domain }: DiegoSpec,
  { connections, timeout, bulkTimeout }: ClientLimits,
): ControlPlaneClient {
  const bbs = connectBbs(address, { identity, connections, timeout });
  const bulk = connectBbs(address, {
    ...{ identity, connections: 3, timeout: bulkTimeout },
  });
  return {
    async desire({ runInfo, routes: hostNames, ...lrp }) {
      const env = { RUN_INFO: runInfo };
      const record = toLrpRecord({ ...lrp, domain, env, hostNames });
      return toDone(await bbs.call(routes.desire, { lrp: record }));
    },
    remove: async (guid) =>
      toDone(await bbs.call(routes.removeDesired, { guid })),
    async fetchRoutes() {
      const [desired, actual] = await Promise.all([
        bulk.call(routes.routingInfos, { domain }),
        bulk.call(routes.actualLrps, { domain, cell: "" }),
      ]);
      if (desired.value === null) return { ...desired, value: null };
      if (actual.value === null) return { ...actual, value: null };
      return answered({
        desired: desired.value.lrps.length,
        actual: actual.value.lrps.length,
      }, desired.bytes + actual.bytes);
    },
    async fetchDesired() {
      const answer = await bulk.call(routes.schedulingInfos, { domain });
      if (answer.value === null) return { ...answer, value: null };
      const guids = answer.value.lrps.map(({ key }) => key?.guid ?? "");
      return answered(
        { desired: guids.length, actual: 0, guids },
        answer.bytes,
      );
    },
    async fetchCells() {
      const answer = await bulk.call(routes.cells, {});
      return answer.value === null
        ? { ...answer, value: null }
        : answered(answer.value.cells.map(({ cell }) => cell), answer.bytes);
    },
    async fetchRunning() {
      const answer = await bulk.call(routes.actualLrps, { domain, cell: "" });
      if (answer.value === null) return { ...answer, value: null };
      const running = answer.value.lrps.flatMap((lrp) =>
        lrp.key && toChange(lrp.key, lrp)?.kind === "running" ? [lrp.key] : []
      );
      return answered(running, answer.bytes);
    },
    ...{ seed: null, cell: null, converge: null },
    watch: (subscriber) => watch(subscriber, { bbs: address, identity }),
    [Symbol.asyncDispose]() {
      bbs[Symbol.dispose]();
      bulk[Symbol.dispose]();
      return Promise.resolve();
    },
  };
}

/** Subscribes, and resolves once changes are told. It ends when the stream does: who subscribed may do so again. */
async function watch(
  { onEvent, onLost }: Subscriber,
  { bbs, identity }: Pick<DiegoSpec, "bbs" | "identity">,
): Promise<AsyncDisposable> {
  const stop = new AbortController();
  const connected = Promise.withResolvers<void>();
  let isConnected = false;
  const following = followEvents(bbs, {
    ...{ identity, path: LRP_EVENTS_PATH, signal: stop.signal },
    onConnected() {
      isConnected = true;
      connected.resolve();
    },
    onLost(reason) {
      // Before it connects again by itself.
      stop.abort();
      if (isConnected) onLost(reason);
      else connected.reject(new Error(reason));
    },
    onEvent(raw) {
      const event = toEvent(raw);
      if (event) onEvent(event);
    },
  });
  await connected.promise;
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await following;
    },
  };
}

/** Returns what an event of the BBS tells; null for what no subscriber is told. */
export function toEvent({ name, data }: RawEvent): ControlPlaneEvent | null {
  if (name === "desired_lrp_created" || name === "desired_lrp_removed") {
    const { lrp } = desiredEvent.decode(data);
    const kind = name === "desired_lrp_created" ? "desired" : "removed";
    return lrp && { kind, guid: lrp.guid, index: 0 };
  }
  if (name === "actual_lrp_crashed") {
    const { key } = crashedEvent.decode(data);
    return key && { kind: "crashed", guid: key.guid, index: key.index };
  }
  if (name === "actual_lrp_instance_created") {
    // One whose record was lost is recorded by its cell as running.
    const { lrp } = createdEvent.decode(data);
    return lrp && toChange(lrp.key, lrp);
  }
  if (name !== "actual_lrp_instance_changed") return null;
  const { key, after } = changedEvent.decode(data);
  return toChange(key, after);
}

function toChange(
  key: LrpKey | null,
  info: ActualLrpInfo | null,
): ControlPlaneEvent | null {
  if (!key || info?.presence !== presences.ordinary) return null;
  const { guid, index } = key;
  if (info.state === "CLAIMED") return { kind: "claimed", guid, index };
  return info.state === "RUNNING" ? { kind: "running", guid, index } : null;
}

function toDone(answer: BbsAnswer<unknown>): Answer<null> {
  return { ...answer, value: null };
}
