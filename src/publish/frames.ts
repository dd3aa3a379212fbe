/** Reads and writes messages on a connection: their length in four bytes, then their bytes. */

const HEADER_BYTES = 4;

/** Size up to which a message is copied behind its length: a second write takes longer, and wakes the reader twice. */
const MAX_COPIED_BYTES = 1_000_000;

/** Reads the next message; null if the peer has closed. Throws `RangeError` for a message above `maxBytes`. */
export async function readFrame(
  connection: Deno.Conn,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const head = new Uint8Array(HEADER_BYTES);
  if (!await readAll(connection, head)) return null;
  const size = new DataView(head.buffer).getUint32(0);
  if (size > maxBytes) {
    throw new RangeError(
      `Cannot read a message of ${size} bytes as the limit is ${maxBytes}`,
    );
  }
  const body = new Uint8Array(size);
  return await readAll(connection, body) ? body : null;
}

/** Writes one message; await it before the next. Throws `RangeError` from 4 GiB. */
export async function writeFrame(
  connection: Deno.Conn,
  body: Uint8Array,
): Promise<void> {
  if (body.length >= 2 ** 32) {
    throw new RangeError("Cannot send a message as it is over 4 GiB");
  }
  const isCopied = body.length <= MAX_COPIED_BYTES;
  const head = new Uint8Array(HEADER_BYTES + (isCopied ? body.length : 0));
  new DataView(head.buffer).setUint32(0, body.length);
  if (isCopied) head.set(body, HEADER_BYTES);
  for (const part of isCopied ? [head] : [head, body]) {
    for (let at = 0; at < part.length;) {
      at += await connection.write(part.subarray(at));
    }
  }
}

/** Fills the array; false if the peer closes before it is full. */
export async function readAll(
  connection: Deno.Conn,
  into: Uint8Array,
): Promise<boolean> {
  for (let at = 0; at < into.length;) {
    const count = await connection.read(into.subarray(at));
    if (count === null) return false;
    at += count;
  }
  return true;
}
