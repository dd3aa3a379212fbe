/** The clock of a worker against that of its master, as answers to questions tell it. */
import type { ClockOffset } from "../../lab/timing/clock_offset.ts";
import { formatDuration } from "../../record/mod.ts";

/**
 * Seconds of an offset from which rates are wrong: Locust counts requests by the second of their worker's clock, and adds up
 * the same seconds of all workers.
 */
const MAX_OFFSET_S = 0.5;

/** What all answers of a worker tell: each has the offset of its clock from that of its master. */
export interface WorkerClock {
  /** The offset with the smallest bound. */
  readonly best: ClockOffset;
  /** Seconds by which the clock must at least have changed since then, or until then; 0 if it need not have. */
  readonly moved: number;
}

/** Adds the offset of an answer; `clock` is null before the first. */
export function addOffset(
  clock: WorkerClock | null,
  { offset, bound }: ClockOffset,
): WorkerClock {
  const own = { offset, bound };
  if (clock === null) return { best: own, moved: 0 };
  const apart = Math.abs(offset - clock.best.offset) - bound -
    clock.best.bound;
  return {
    best: bound < clock.best.bound ? own : clock.best,
    moved: Math.max(clock.moved, apart),
  };
}

/** Returns the offset in words: `0.12 ms ahead of the master's, to within 0.3 ms`. */
export function describeOffset({ offset, bound }: ClockOffset): string {
  const side = offset < 0 ? "behind" : "ahead of";
  return `${formatDuration(Math.abs(offset))} ${side} the master's, to within ${
    formatDuration(bound)
  }`;
}

/** Returns a warning, as code and message, on a clock that cannot be relied on; null if it can. */
export function judgeClock(
  worker: string,
  clock: WorkerClock | null,
): readonly [code: string, message: string] | null {
  const matters =
    "Locust adds up what its workers count by the seconds of their clocks";
  if (clock === null) {
    return [
      "worker-clock-unknown",
      `the clock of ${worker} could not be measured, as it never answered the lab's question: ${matters}`,
    ];
  }
  const { best, moved } = clock;
  if (Math.abs(best.offset) > MAX_OFFSET_S) {
    return [
      "worker-clock",
      `the clock of ${worker} was ${describeOffset(best)}: ${matters}`,
    ];
  }
  if (best.bound > MAX_OFFSET_S) {
    return [
      "worker-clock-unknown",
      `the clock of ${worker} could be measured to within ${
        formatDuration(best.bound)
      } only: ${matters}`,
    ];
  }
  return moved <= MAX_OFFSET_S ? null : [
    "worker-clock",
    `the clock of ${worker} moved against the master's by ${
      formatDuration(moved)
    } or more during the run: ${matters}`,
  ];
}
