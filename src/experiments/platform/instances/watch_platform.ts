/** Follows a platform's instances, by its events or, where it tells none, by looking at them again and again. */
import { UnavailableError } from "../../../lab/processes/unavailable.ts";
import {
  type Event,
  type Operation,
  type Sample,
  toEvent,
} from "../../../record/mod.ts";
import { toTime } from "../../../lab/timing/wall_clock.ts";
import type {
  InstanceEvent,
  InstanceState,
  MeasuredEvent,
  Platform,
  PlatformEvent,
} from "../../../systems/platform/platform.ts";
import type { InstanceTracker } from "./instance_tracker.ts";

/** By how much a start may seem to be later, as platforms tell how long an instance has run in whole seconds. */
const SINCE_TOLERANCE_MS = 2000;

export interface WatchOptions {
  readonly run_id: string;
  readonly platform: Pick<Platform, "clock" | "watch" | "instances">;
  readonly tracker: Pick<InstanceTracker, "onEvent" | "onRoute">;
  /** Seconds from one look to the next, of a platform without events. */
  readonly poll: number;
  readonly onEvents: (rows: readonly Event[]) => void;
  readonly onOperations: (rows: readonly Operation[]) => void;
  readonly onSamples: (rows: readonly Sample[]) => void;
  readonly onWarning: (code: string, message: string) => void;
}

/** Watches until disposed of. */
export function watchPlatform(options: WatchOptions): AsyncDisposable {
  const { platform: { watch, clock } } = options;
  if (watch) {
    const subscription = watch((event) => onEvent(event, options));
    return {
      [Symbol.asyncDispose]() {
        subscription[Symbol.dispose]();
        return Promise.resolve();
      },
    };
  }
  if (clock.isVirtual) {
    throw new UnavailableError(
      "Cannot watch a platform of virtual time as it tells no events",
    );
  }
  const stop = new AbortController();
  const polling = poll(options, stop.signal);
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await polling;
    },
  };
}

function onEvent(
  event: PlatformEvent,
  { run_id, tracker, onEvents, onOperations }: WatchOptions,
): void {
  if (event.kind === "instance") return tracker.onEvent(event);
  if (event.kind === "measured") {
    return onOperations([toMeasured(run_id, event)]);
  }
  if (event.kind === "route" && event.state === "registered") {
    return tracker.onRoute(event);
  }
  if (event.kind !== "cell" && event.kind !== "store") return;
  const isStore = event.kind === "store";
  onEvents([toEvent({
    ...{ run_id, at: toTime(event.at) },
    kind: "note",
    subject: isStore ? "store" : event.cell,
    detail: event.state,
    data: isStore ? { share: event.share } : {},
  })]);
}

function toMeasured(
  run_id: string,
  { operation, id, subject, at, seconds, outcome, error, code }: MeasuredEvent,
): Operation {
  return {
    ...{ run_id, operation_id: `${operation}:${id}`, kind: operation, subject },
    started_at: toTime(at),
    duration_s: seconds,
    ...{ outcome, error, code, bytes: null, worker: "" },
  };
}

/** Looks at the instances until `signal` aborts; a look that fails is counted as a warning. */
async function poll(options: WatchOptions, signal: AbortSignal): Promise<void> {
  const { platform, tracker, run_id, onSamples, onWarning } = options;
  const { clock } = platform;
  let known: ReadonlyMap<string, InstanceState> = new Map();
  while (!signal.aborted) {
    try {
      const instances = await platform.instances();
      const at = clock.now();
      const { events, next } = toChanges(known, instances, at);
      known = next;
      for (const event of events) tracker.onEvent(event);
      onSamples(
        countStates(instances).map(([state, value]) => ({
          ...{ run_id, source: "platform", metric: `instances_${state}` },
          ...{ unit: "", at: toTime(at), value },
        })),
      );
    } catch (error) {
      onWarning("instances-unknown", (error as Error).message);
    }
    await clock.wait(options.poll, signal).catch(() => {
      // Only the signal ends the wait early.
    });
  }
}

/**
 * Returns an event for each instance that differs from the last look; it has the time at which the platform says that
 * the state began, else that of this look. An instance of the last look that is no longer listed is left out.
 */
export function toChanges(
  known: ReadonlyMap<string, InstanceState>,
  instances: readonly InstanceState[],
  now: number,
): {
  readonly events: readonly Omit<InstanceEvent, "kind">[];
  readonly next: ReadonlyMap<string, InstanceState>;
} {
  const next = new Map(
    instances.map((
      instance,
    ) => [`${instance.app}/${instance.index}`, instance]),
  );
  const events = [...next].flatMap(([key, instance]) => {
    const before = known.get(key);
    const { state, cell, since } = instance;
    const later = (since ?? 0) - (before?.since ?? 0);
    const isSame = before?.state === state && before.cell === cell &&
      later <= SINCE_TOLERANCE_MS;
    return isSame
      ? []
      : [{ ...instance, at: since ?? now, reason: "", number: null }];
  });
  return { events, next };
}

const states = [
  "unclaimed",
  "claimed",
  "running",
  "crashed",
  "missing",
] as const satisfies readonly InstanceState["state"][];

function countStates(
  instances: readonly InstanceState[],
): (readonly [InstanceState["state"], number])[] {
  return states.map((state) => [
    state,
    instances.filter((instance) => instance.state === state).length,
  ]);
}
