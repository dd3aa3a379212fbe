/** Waits for something to become true, so that tests neither hurry a busy machine nor dawdle on an idle one. */

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Looks every 10 ms, for ten seconds at most. */
export async function until(condition: () => boolean): Promise<void> {
  const from = performance.now();
  while (!condition()) {
    if (performance.now() - from > 10_000) {
      throw new Error(`Cannot wait longer for ${condition}`);
    }
    await sleep(10);
  }
}
