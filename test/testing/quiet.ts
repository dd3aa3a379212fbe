/** Checks of times, which hold on a machine that has a processor to spare. They state this premise, and say so when it did not hold. */
import { sleep } from "../lab/_until.ts";

const BEAT_MS = 5;
const TRIES = 6;

/**
 * Runs a check whose premise is that this process never waits longer than `stallMs` for its processor. A check that fails
 * although the premise held fails the test. When it did not hold the check is tried again, and after six tries it is given up
 * with a line that says so: nothing can be told of times on a machine as busy as that.
 */
export async function whileQuiet(
  stallMs: number,
  check: () => Promise<void>,
): Promise<void> {
  for (let left = TRIES - 1;; left--) {
    const longest = watchStalls();
    try {
      await check();
      longest();
      return;
    } catch (error) {
      const stalled = longest();
      if (stalled <= stallMs) throw error;
      if (left > 0) continue;
      unmet(
        `this process waited ${stalled.toFixed(0)} ms for its processor, ` +
          `more than ${stallMs} ms, in each of ${TRIES} tries`,
      );
      return;
    }
  }
}

function unmet(reason: string): void {
  console.warn(`not checked, as the machine is too busy: ${reason}`);
}

/** Watches how long a timer is late, at most; the function it returns ends that and tells, in milliseconds. */
function watchStalls(): () => number {
  let longest = 0;
  let last = performance.now();
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last - BEAT_MS);
    last = now;
  };
  const timer = setInterval(look, BEAT_MS);
  return () => {
    clearInterval(timer);
    look();
    return longest;
  };
}

/** Keeps this process busy, as a machine that is does. */
export async function stall(milliseconds: number): Promise<void> {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
  await sleep(0);
}
