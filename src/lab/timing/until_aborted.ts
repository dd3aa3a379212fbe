/** Waits for what may not end by itself when it is aborted. */

/**
 * Returns what a promise resolves to. Throws the reason of the signal as soon as that aborts, whatever becomes of the
 * promise: Deno 2.9 leaves some requests and reads of `fetch()` pending then.
 */
export async function untilAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  promise.catch(() => {
    // Thrown below, unless nobody waits for it any more.
  });
  aborted.promise.catch(() => {
    // The same.
  });
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([aborted.promise, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
