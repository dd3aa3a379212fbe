/**
 * Reads `source` as fast as it delivers, however slowly the result is read: a broker's client that is not read ends with
 * an error, and what it had received is lost.
 */
export async function* eagerly<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  const received: T[] = [];
  let wake = () => {};
  let isDone = false;
  const reading = (async () => {
    try {
      for await (const value of source) {
        received.push(value);
        wake();
      }
    } finally {
      isDone = true;
      wake();
    }
  })();
  // Thrown below, once everything received is read.
  reading.catch(() => {});
  for (;;) {
    while (received.length > 0) yield received.shift() as T;
    if (isDone) break;
    await new Promise<void>((resolve) => wake = resolve);
  }
  await reading;
}
