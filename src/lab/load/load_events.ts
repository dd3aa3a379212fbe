/** Events that a load emits about itself: that it runs, that it has ended, and that one of its threads stood still. */
import { type Event, toEvent } from "../../record/mod.ts";
import type { GeneratorGauges } from "./generator_health.ts";
import { timestamp } from "../timing/wall_clock.ts";
import { inTime } from "../timing/in_time.ts";

/** Delay of one of our processes or threads above which it counts as a stand-still. */
export const STAND_STILL_S = 1;

/** Start and end of a load, or of one of its threads. */
export interface LoadLifecycle {
  /** Resolves when it runs, a load when all of its threads do; rejects with any earlier error. */
  readonly started: Promise<void>;
  /**
   * Resolves when it has ended, a load when its first thread has, with the error message, which is empty if it was
   * stopped. Never rejects.
   */
  readonly ended: Promise<string>;
}

export interface LoadEventOptions {
  readonly run_id: string;
  /** Subject of the events: `generator`, `queries`. */
  readonly driver: string;
  readonly onEvents: (events: readonly Event[]) => void;
}

/** Combines the lifecycles of the threads of one load. */
export function joinLifecycles(
  threads: readonly LoadLifecycle[],
): LoadLifecycle {
  const started = Promise.all(threads.map(({ started }) => started))
    .then(() => {});
  // Stopping the load throws it as well: awaiting it is optional.
  started.catch(() => {});
  return { started, ended: Promise.race(threads.map(({ ended }) => ended)) };
}

/** Emits `load_started`, and `load_ended` with the reason, which is empty if the load was stopped. */
export function emitLoadEvents(
  { started, ended }: LoadLifecycle,
  { run_id, driver, onEvents }: LoadEventOptions,
): void {
  const emit = (kind: "load_started" | "load_ended", detail: string) =>
    onEvents([
      toEvent({ run_id, at: timestamp(), kind, subject: driver, detail }),
    ]);
  started.then(() => emit("load_started", "")).catch(() => {});
  void ended.then((reason) => emit("load_ended", reason));
}

/** Timeout of the start of a load: on a busy machine a worker takes one or two seconds. */
const START_TIMEOUT_S = 60;

/**
 * Waits until a load runs. Throws the error that prevented it, the reason of `signal` if it aborts, and an Error
 * after the timeout in seconds.
 */
export async function waitForStart(
  { started }: Pick<LoadLifecycle, "started">,
  { signal, seconds = START_TIMEOUT_S }: {
    readonly signal: AbortSignal;
    readonly seconds?: number;
  },
): Promise<void> {
  await inTime(started, {
    ...{ seconds, signal },
    late: () =>
      new Error(
        `Cannot start as not every thread of the load runs after ${seconds} s: ` +
          "set fewer threads, or wait until the machine is less busy",
      ),
  });
}

/** Returns a `stand_still` event, for a delay that ends now; none below `STAND_STILL_S`. */
export function toStandStills(
  run_id: string,
  { subject, seconds }: { readonly subject: string; readonly seconds: number },
): Event[] {
  if (seconds < STAND_STILL_S) return [];
  const rounded = seconds.toFixed(3);
  return [
    toEvent({
      run_id,
      at: timestamp(),
      kind: "stand_still",
      subject,
      detail: rounded,
      data: { seconds: Number(rounded) },
    }),
  ];
}

/** Keeps the latest gauges of each thread, with the largest lag and pacing error since the last `collect()`. */
export class GaugeCollector {
  readonly #latest = new Map<string, GeneratorGauges>();
  /** Threads that reported since the last `collect()`. */
  readonly #reported = new Set<string>();

  add(thread: string, gauges: GeneratorGauges): void {
    const before = this.#reported.has(thread)
      ? this.#latest.get(thread)
      : undefined;
    this.#latest.set(thread, {
      ...gauges,
      lag: Math.max(gauges.lag, before?.lag ?? 0),
      pacingError: Math.max(gauges.pacingError, before?.pacingError ?? 0),
    });
    this.#reported.add(thread);
  }

  collect(): GeneratorGauges[] {
    this.#reported.clear();
    return [...this.#latest.values()];
  }
}
