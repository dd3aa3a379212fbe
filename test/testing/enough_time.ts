/** Tests of time-outs, in which something must be reached before: a busy machine reaches it later. */

/** Longest time-out that is tried. */
const MAX_S = 30;

/**
 * Calls `act` with a time-out of `seconds`, then with twice as much, until `isReached` finds in the result that what the test
 * presumes was so in time. Returns the last result, which is the first on an idle machine.
 */
export async function withEnoughTime<T>(
  seconds: number,
  act: (seconds: number) => Promise<T>,
  isReached: (result: T) => boolean | Promise<boolean>,
): Promise<T> {
  for (let tried = seconds;; tried *= 2) {
    const result = await act(tried);
    if (await isReached(result) || tried * 2 > MAX_S) return result;
  }
}
