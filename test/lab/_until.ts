/** Waits for a condition, so that tests tolerate a busy machine and are fast on an idle one. */

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Polls `condition` every 10 ms. Throws after 10 s. */
export async function until(condition: () => boolean): Promise<void> {
  const from = performance.now();
  while (!condition()) {
    if (performance.now() - from > 10_000) {
      throw new Error(`Cannot wait longer for ${condition}`);
    }
    await sleep(10);
  }
}
