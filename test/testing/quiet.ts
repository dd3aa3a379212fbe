/** Runs timing checks, which presume an idle processor, and reports when this premise did not hold. */
// deno-lint-ignore-file no-console -- it prints
import { sleep } from "../lab/_until.ts";

const HEARTBEAT_INTERVAL_MS = 5;
const MAX_TRIES = 6;

/**
 * Runs a check whose premise is that this process never waits longer than `stallMs` for its processor. A check that
 * fails although the premise held fails the test. If the premise did not hold, the check is retried, and after six
 * tries skipped with a warning: a machine as busy as that allows no conclusion about times.
 */
export async function whileQuiet(
  stallMs: number,
  check: () => Promise<void>,
): Promise<void> {
  for (let retries = MAX_TRIES - 1;; retries--) {
    const stopWatching = watchStalls();
    try {
      await check();
      stopWatching();
      return;
    } catch (error) {
      const longestMs = stopWatching();
      if (longestMs <= stallMs) throw error;
      if (retries > 0) continue;
      warnUnchecked(
        `this process waited ${longestMs.toFixed(0)} ms for its processor, ` +
          `more than ${stallMs} ms, in each of ${MAX_TRIES} tries`,
      );
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
