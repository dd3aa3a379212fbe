/** Bounds the wait for what cannot be aborted. */

/**
 * Returns the result of work that may never end. Throws `TimeoutError` after some seconds; the work goes on, and what becomes
 * of it is dropped.
 */
export async function within<Result>(
  seconds: number,
  work: Promise<Result>,
): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new Error(`it took more than ${seconds} s`);
    error.name = "TimeoutError";
    late.reject(error);
  }, seconds * 1000);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
