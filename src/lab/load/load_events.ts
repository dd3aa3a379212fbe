/** What a load tells of its own course, as events: that it runs, that it has ended, and that a thread of it stood still. */
import type { Event } from "../../record/mod.ts";
import type { Gauge } from "./generator_health.ts";
import { pause } from "../timing/delay.ts";
import type { Thread } from "./worker_thread.ts";
import { timestamp } from "../timing/wall_clock.ts";

/** Seconds that a process or a thread of ours must be late to be told to have stood still. */
export const STAND_STILL_S = 1;

/** When a load runs: from when all of its threads have begun until the first has ended. */
export type Course = Pick<Thread, "begun" | "ended">;

export interface CourseOptions {
  readonly run_id: string;
  /** Subject of its events: `generator`, `queries`. */
  readonly driver: string;
  readonly onEvents: (events: readonly Event[]) => void;
}

/** The course of several threads that are one load. */
export function joinCourses(threads: readonly Course[]): Course {
  const begun = Promise.all(threads.map(({ begun }) => begun)).then(() => {});
  // It is thrown when the load is stopped as well: nobody has to listen.
  begun.catch(() => {});
  return { begun, ended: Promise.race(threads.map(({ ended }) => ended)) };
}

/** Tells `load_started`, and `load_ended` with the reason, which is empty when it was stopped. */
export function tellCourse(
  { begun, ended }: Course,
  { run_id, driver, onEvents }: CourseOptions,
): void {
  const tell = (kind: string, detail: string) =>
    onEvents([{ run_id, at: timestamp(), kind, subject: driver, detail }]);
  begun.then(() => tell("load_started", "")).catch(() => {});
  void ended.then((reason) => tell("load_ended", reason));
}

/** Seconds that a load gets to begin: a worker on a busy machine takes one or two to start. */
const BEGIN_S = 60;

/**
 * Waits until a load runs. Throws what kept it from that, the reason of `signal` when it aborts, and an Error when the load does
 * not run in time.
 */
export async function waitForBegin(
  { begun }: Pick<Course, "begun">,
  { signal, seconds = BEGIN_S }: {
    readonly signal: AbortSignal;
    readonly seconds?: number;
  },
): Promise<void> {
  const waited = new AbortController();
  const late = pause(seconds, AbortSignal.any([signal, waited.signal]))
    .then(() => {
      throw new Error(
        `Cannot begin as not every thread of the load runs after ${seconds} s: set fewer threads, or wait until the machine is less busy`,
      );
    });
  late.catch(() => {});
  try {
    await Promise.race([begun, late]);
  } finally {
    waited.abort();
  }
}

/**
 * `stand_still` of one that was late by some seconds, until now; nothing for less than counts. The detail is the seconds.
 */
export function toStandStills(
  run_id: string,
  { subject, seconds }: { readonly subject: string; readonly seconds: number },
): Event[] {
  if (seconds < STAND_STILL_S) return [];
  const detail = seconds.toFixed(3);
  return [{ run_id, at: timestamp(), kind: "stand_still", subject, detail }];
}

/** What each thread told of itself last; of what it told since the last look, the longest lag and the largest error. */
export class Gauges {
  readonly #told = new Map<string, Gauge>();
  readonly #fresh = new Set<string>();

  add(thread: string, gauge: Gauge): void {
    const before = this.#fresh.has(thread) ? this.#told.get(thread) : undefined;
    this.#told.set(thread, {
      ...gauge,
      lag: Math.max(gauge.lag, before?.lag ?? 0),
      pacingError: Math.max(gauge.pacingError, before?.pacingError ?? 0),
    });
    this.#fresh.add(thread);
  }

  look(): Gauge[] {
    this.#fresh.clear();
    return [...this.#told.values()];
  }
}
