/** Calls a function periodically, without drift. */
import { delay } from "./delay.ts";

export interface RepeatOptions {
  /** Seconds from one start to the next. */
  readonly every: number;
  /** Seconds before the first. @default {0} */
  readonly after?: number;
  /** Ends the repetition; a call in progress completes. */
  readonly signal: AbortSignal;
}

/**
 * Calls `act` at the start and then every `every` seconds, with its due time (of `performance.now()`) and the number of
 * calls missed before it. Calls that could not start in time are skipped, not made up for. Awaits a promise of `act`.
 * Resolves when `signal` aborts.
 */
export async function repeat(
  act: (due: number, missed: number) => void | Promise<void>,
  { every, after = 0, signal }: RepeatOptions,
): Promise<void> {
  const period = every * 1000;
  let due = performance.now() + after * 1000;
  while (await sleepUntil(due, signal)) {
    const missed = Math.floor((performance.now() - due) / period);
    due += missed * period;
    await act(due, missed);
    due += period;
  }
}

/** Waits until `due`, never less. Returns false if `signal` aborts before. */
async function sleepUntil(due: number, signal: AbortSignal): Promise<boolean> {
  try {
    // Repeats, as timers may fire a fraction of a millisecond early.
    do {
      const left = Math.ceil(due - performance.now());
      await delay(Math.max(0, left) / 1000, signal);
    } while (performance.now() < due);
    return true;
  } catch (error) {
    if (!signal.aborted) throw error;
    return false;
  }
}
