/** Doing something again and again at even times. */
import { pause } from "./delay.ts";

export interface RepeatOptions {
  /** Seconds from one start to the next. */
  readonly every: number;
  /** Seconds before the first. @default {0} */
  readonly after?: number;
  /** Ends it; what is under way is finished. */
  readonly signal: AbortSignal;
}

/**
 * Calls `act` at the start and every so many seconds after it, with the moment it was due (of `performance.now()`) and how
 * many starts were missed before: what could not begin in time, as `act` or others took too long, is left out, never made up
 * for. A promise of `act` is waited for. Resolves when `signal` aborts.
 */
export async function repeat(
  act: (due: number, missed: number) => void | Promise<void>,
  { every, after = 0, signal }: RepeatOptions,
): Promise<void> {
  const period = every * 1000;
  let due = performance.now() + after * 1000;
  while (await waitUntil(due, signal)) {
    const missed = Math.floor((performance.now() - due) / period);
    due += missed * period;
    await act(due, missed);
    due += period;
  }
}

/** Waits until `due` at least; false when it was told to stop instead. */
async function waitUntil(due: number, signal: AbortSignal): Promise<boolean> {
  try {
    // Once more than it seems: timers may come a fraction of a millisecond early.
    do {
      const left = Math.ceil(due - performance.now());
      await pause(Math.max(0, left) / 1000, signal);
    } while (performance.now() < due);
    return true;
  } catch (error) {
    if (!signal.aborted) throw error;
    return false;
  }
}
