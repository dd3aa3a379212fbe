/** Runs timing checks, which presume an idle processor, and reports when this premise did not hold. */
// deno-lint-ignore-file no-console -- it prints
import { sleep } from "../lab/_until.ts";

const HEARTBEAT_INTERVAL_MS = 5;
const MAX_TRIES = 6;

/** Time after which no further try begins, so that a check of some length ends within the time of a test. */
const MAX_TIME_MS = 50_000;

/** Thrown by a check that has found by itself that the machine was too busy for it. */
export class BusyMachine extends Error {
  override readonly name = "BusyMachine";
}

/**
 * Runs a check whose premise is that this process never waits longer than `stallMs` for its processor. A check that
 * fails although the premise held fails the test. If the premise did not hold, or the check throws `BusyMachine`, it is
 * retried, and after six tries, or a long one, skipped with a warning: a machine as busy as that allows no conclusion
 * about times.
 */
export async function whileQuiet(
  stallMs: number,
  check: () => Promise<void>,
): Promise<void> {
  const end = performance.now() + MAX_TIME_MS;
  for (let tries = 1;; tries++) {
    const stopWatching = watchStalls();
    try {
      await check();
      stopWatching();
      return;
    } catch (error) {
      const longestMs = stopWatching();
      const isBusy = error instanceof BusyMachine;
      if (!isBusy && longestMs <= stallMs) throw error;
      if (tries < MAX_TRIES && performance.now() < end) continue;
      const reason = isBusy
        ? error.message
        : `this process waited ${longestMs.toFixed(0)} ms for its processor, ` +
          `more than ${stallMs} ms`;
      warnUnchecked(`${reason}, in the last of ${tries} tries`);
      return;
    }
  }
}

function warnUnchecked(reason: string): void {
  console.warn(`not checked, as the machine is too busy: ${reason}`);
}

/** Measures the maximum lateness of a timer; the returned function stops it and returns milliseconds. */
function watchStalls(): () => number {
  let longest = 0;
  let last = performance.now();
  const beat = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last - HEARTBEAT_INTERVAL_MS);
    last = now;
  };
  const timer = setInterval(beat, HEARTBEAT_INTERVAL_MS);
  return () => {
    clearInterval(timer);
    beat();
    return longest;
  };
}

/** Blocks this process, as a busy machine does. */
export async function stall(milliseconds: number): Promise<void> {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
  await sleep(0);
}
