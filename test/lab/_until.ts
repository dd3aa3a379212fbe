/** Waits for a condition, so that tests tolerate a busy machine and are fast on an idle one. */

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Longest wait; a machine may be twenty times slower than an idle one. */
const MAX_WAIT_MS = 60_000;

/** Polls `condition` every 10 ms. Throws after a minute. */
export async function until(condition: () => boolean): Promise<void> {
  const from = performance.now();
  while (!condition()) {
    if (performance.now() - from > MAX_WAIT_MS) {
      throw new Error(`Cannot wait longer for ${condition}`);
    }
    await sleep(10);
  }
}
