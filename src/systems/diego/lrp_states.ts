/** States of instances as the BBS tells them: events of its stream, and lists, become events of a platform. */
import { now } from "../../lab/timing/wall_clock.ts";
import type { InstanceEvent, InstanceStatus } from "../platform/platform.ts";
import { codec, toMilliseconds } from "./wire/codec.ts";
import {
  type ActualLrp,
  type ActualLrpInfo,
  type InstanceKey,
  type LrpKey,
  presences,
} from "./wire/messages.ts";
import type { RawEvent } from "./clients/bbs_events.ts";

/** An instance, as it was last told. */
export interface KnownInstance {
  readonly guid: string;
  readonly index: number;
  /** Among all of the run, counted from 0. */
  readonly number: number;
  state: InstanceStatus;
  cell: string;
  /** Milliseconds since 1970. */
  since: number;
  placementError: string;
  /** Whether it has run, since it was desired. */
  ran: boolean;
}

/** A change of an instance. */
export interface InstanceChange {
  readonly instance: KnownInstance;
  readonly at: number;
  readonly reason: string;
}

/** Of an instance that was created, or removed. */
const recorded = codec<{ readonly lrp: ActualLrp | null }>("LrpEvent");
const changed = codec<{
  readonly key: LrpKey | null;
  readonly instanceKey: InstanceKey | null;
  readonly after: ActualLrpInfo | null;
}>("LrpChangedEvent");

const states: Readonly<Record<string, InstanceStatus>> = {
  UNCLAIMED: "unclaimed",
  CLAIMED: "claimed",
  RUNNING: "running",
  CRASHED: "crashed",
};

export interface LrpStates {
  /** Takes an event of the stream of the BBS. */
  onEvent(event: RawEvent): void;
  /**
   * Takes a list of all actual LRPs, as of `at`: what is known and not in it is missing, as are the instances that are
   * desired and were never seen.
   */
  onList(
    lrps: readonly ActualLrp[],
    desired: Iterable<{ readonly guid: string; readonly instances: number }>,
    at: number,
  ): void;
  /** Forgets the instances of an LRP from an index on. */
  forget(guid: string, from: number): void;
  /** Instances of an LRP that are known, by index. */
  instancesOf(guid: string): ReadonlyMap<number, KnownInstance>;
  /** How many of them there are, kept up to date, as to count thousands at each event takes longer than all else. */
  countsOf(guid: string): Readonly<LrpCounts>;
}

/** Instances of an LRP: that run, that have run, and that the BBS has a record of. */
export interface LrpCounts {
  running: number;
  ran: number;
  recorded: number;
}

interface Known {
  readonly instances: Map<number, KnownInstance>;
  readonly counts: LrpCounts;
}

const NONE: ReadonlyMap<number, KnownInstance> = new Map();

const noCounts: LrpCounts = { running: 0, ran: 0, recorded: 0 };

/** Returns states that tell each change of an instance. An instance on a cell that is evacuated, or lost, has a second record, which is left out. */
export function toLrpStates(
  onChange: (change: InstanceChange) => void,
): LrpStates {
  const byGuid = new Map<string, Known>();
  let next = 0;

  const find = ({ guid, index }: Pick<LrpKey, "guid" | "index">) => {
    let known = byGuid.get(guid);
    if (!known) {
      known = { instances: new Map(), counts: { ...noCounts } };
      byGuid.set(guid, known);
    }
    const { instances } = known;
    let instance = instances.get(index);
    if (!instance) {
      instance = {
        ...{ guid, index, number: next++, state: "missing", cell: "" },
        ...{ since: 0, placementError: "", ran: false },
      };
      instances.set(index, instance);
    }
    return instance;
  };

  const count = (
    { guid, state, ran }: KnownInstance,
    sign: 1 | -1,
  ) => {
    const counts = byGuid.get(guid)?.counts;
    if (!counts) return;
    if (state === "running") counts.running += sign;
    if (ran) counts.ran += sign;
    if (state !== "missing") counts.recorded += sign;
  };

  const change = (
    instance: KnownInstance,
    changed: Pick<KnownInstance, "state" | "cell" | "since">,
  ) => {
    count(instance, -1);
    Object.assign(instance, changed);
    if (changed.state === "running") instance.ran = true;
    count(instance, 1);
  };

  const take = (
    key: LrpKey,
    { cell }: { readonly cell: string },
    info: ActualLrpInfo,
    reason: string,
  ) => {
    if (info.presence !== presences.ordinary) return;
    const state = states[info.state];
    if (state === undefined) return;
    const instance = find(key);
    const since = toMilliseconds(info.since);
    instance.placementError = info.placementError;
    // Events are sent by several threads: one that is older than what is known came late.
    if (since < instance.since) return;
    if (
      instance.state === state && instance.cell === cell &&
      instance.since === since
    ) return;
    change(instance, { state, cell, since });
    onChange({ instance, at: since, reason });
  };

  /** `since`: of the last record that is known to be gone; a record that comes later is a new one. */
  const miss = (instance: KnownInstance, since: number, at: number) => {
    if (instance.state === "missing" && instance.since > 0) return;
    change(instance, { state: "missing", cell: "", since });
    onChange({ instance, at, reason: "" });
  };

  return {
    onEvent({ name, data }) {
      if (name === "actual_lrp_instance_created") {
        const { lrp } = recorded.decode(data);
        if (lrp?.key) take(lrp.key, lrp.instanceKey ?? { cell: "" }, lrp, "");
      } else if (name === "actual_lrp_instance_changed") {
        const { key, instanceKey, after } = changed.decode(data);
        if (key && after) take(key, instanceKey ?? { cell: "" }, after, "");
      } else if (name === "actual_lrp_instance_removed") {
        const { lrp } = recorded.decode(data);
        const known = lrp?.key &&
          byGuid.get(lrp.key.guid)?.instances.get(lrp.key.index);
        if (!lrp || !known || lrp.presence !== presences.ordinary) return;
        const since = toMilliseconds(lrp.since);
        // The record that another one has replaced is removed as well.
        if (known.since <= since) miss(known, since, now());
      }
    },
    onList(lrps, desired, at) {
      const listed = new Set<KnownInstance>();
      for (const lrp of lrps) {
        if (!lrp.key || lrp.presence !== presences.ordinary) continue;
        listed.add(find(lrp.key));
        take(lrp.key, lrp.instanceKey ?? { cell: "" }, lrp, "");
      }
      for (const { guid, instances } of desired) {
        for (let index = 0; index < instances; index++) {
          const instance = find({ guid, index });
          if (!listed.has(instance) && instance.since < at) {
            miss(instance, at, at);
          }
        }
      }
    },
    forget(guid, from) {
      const { instances } = byGuid.get(guid) ?? {};
      if (!instances) return;
      for (const [index, instance] of [...instances]) {
        if (index < from) continue;
        count(instance, -1);
        instances.delete(index);
      }
      if (instances.size === 0) byGuid.delete(guid);
    },
    instancesOf: (guid) => byGuid.get(guid)?.instances ?? NONE,
    countsOf: (guid) => byGuid.get(guid)?.counts ?? noCounts,
  };
}

/** Converts a change to an event of a platform. */
export function toInstanceEvent(
  { instance, at, reason }: InstanceChange,
  app: string,
): InstanceEvent {
  const { index, number, state, cell, since } = instance;
  return {
    kind: "instance",
    ...{ app, index, number, state, cell, since, at, reason },
  };
}
