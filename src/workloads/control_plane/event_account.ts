/** Compares what a subscriber is told with what was done: which changes it never heard of, and how long each took. */
import { successful, unsuccessful } from "../../lab/clients/attempt.ts";
import type { ScheduledOperations } from "../../lab/load/scheduled_operations.ts";
import { delay } from "../../lab/timing/delay.ts";
import type {
  Answer,
  ControlPlaneEvent,
  LrpKey,
} from "../../systems/control_plane/control_plane.ts";

/** Seconds for which events are awaited once all requests have ended. */
const PATIENCE_S = 2;

/** A change that was asked for. Moments are those of `performance.now()`. */
interface Expected {
  readonly asked: number;
  /** When it was told; null if it was not yet. */
  told: number | null;
}

export interface EventAccount {
  /** Makes a request for a change. One that is acknowledged has to be told. */
  expect<T>(
    kind: ControlPlaneEvent["kind"],
    key: LrpKey,
    act: () => Promise<Answer<T>>,
  ): Promise<Answer<T>>;
  take(event: ControlPlaneEvent): void;
  /** Resolves when an instance is told to run; never, where no changes are told. */
  untilRunning(key: LrpKey): Promise<void>;
  /** Waits for events that have not come, and records those that never do. */
  close(): Promise<void>;
}

/** Makes an account, whose operations are recorded as those of a thread. */
export function openEventAccount(
  operations: ScheduledOperations,
  { thread, subject }: { readonly thread: string; readonly subject: string },
): EventAccount {
  const kind = "lrp_event";
  const group = operations.addGroup({
    ...{ id: `${thread}-${kind}`, kind, subject, worker: thread },
  });
  const open = new Map<string, Expected[]>();
  /** Those of `open` that were acknowledged, and not told yet. */
  const acknowledged = new Set<Expected>();
  const awaited = new Map<string, () => void>();
  let count = 0;

  const record = ({ asked, told }: Expected) =>
    operations.note({ group, number: count++, due: asked }, {
      ended: told ?? performance.now(),
      attempt: told === null
        ? unsuccessful("unfinished", "it was never told", "lost")
        : successful(0),
    });
  const remove = (name: string, one: Expected) => {
    const left = open.get(name)?.filter((other) => other !== one) ?? [];
    if (left.length === 0) open.delete(name);
    else open.set(name, left);
  };

  return {
    async expect(kind, key, act) {
      const name = toName(kind, key);
      const one: Expected = { asked: performance.now(), told: null };
      open.set(name, [...open.get(name) ?? [], one]);
      const answer = await act();
      // One that was not acknowledged may have been done all the same: whether it is told says nothing.
      if (answer.outcome !== "ok") remove(name, one);
      else if (one.told !== null) {
        remove(name, one);
        record(one);
      } else acknowledged.add(one);
      return answer;
    },
    untilRunning(key) {
      const { promise, resolve } = Promise.withResolvers<void>();
      awaited.set(toName("running", key), resolve);
      return promise;
    },
    take(event) {
      const name = toName(event.kind, event);
      awaited.get(name)?.();
      awaited.delete(name);
      // Changes of one instance are told in their order.
      const one = open.get(name)?.find(({ told }) => told === null);
      if (!one) return;
      one.told = performance.now();
      // It may be told before it is acknowledged.
      if (!acknowledged.delete(one)) return;
      remove(name, one);
      record(one);
    },
    async close() {
      const end = performance.now() + PATIENCE_S * 1000;
      while (acknowledged.size > 0 && performance.now() < end) {
        await delay(0.05, new AbortController().signal);
      }
      for (const one of acknowledged) record(one);
      // They are recorded: an event that comes later must not record them again.
      acknowledged.clear();
      open.clear();
    },
  };
}

function toName(kind: string, { guid, index }: LrpKey): string {
  return `${kind} ${guid} ${index}`;
}
