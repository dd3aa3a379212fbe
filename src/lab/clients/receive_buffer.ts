/** A buffer for the response being received; it grows with the response. */

const INITIAL_BYTES = 16 * 1024;

/** Returns a buffer of the usual size. */
export function emptyBuffer(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(INITIAL_BYTES);
}

/** Returns the buffer, or one twice as large with its first `used` bytes if there is little room behind them. */
export function withRoom(
  buffer: Uint8Array<ArrayBuffer>,
  used: number,
): Uint8Array<ArrayBuffer> {
  if (buffer.length - used >= INITIAL_BYTES / 2) return buffer;
  const larger = new Uint8Array(2 * buffer.length);
  larger.set(buffer.subarray(0, used));
  return larger;
}
