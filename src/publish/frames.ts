/** Messages on a connection: their length in four bytes, then their bytes. */

const HEAD = 4;

/** Reads the next message; null when the other side has closed. Throws RangeError for one above `mostBytes`. */
export async function readFrame(
  connection: Deno.Conn,
  mostBytes: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const head = new Uint8Array(HEAD);
  if (!await readAll(connection, head)) return null;
  const size = new DataView(head.buffer).getUint32(0);
  if (size > mostBytes) {
    throw new RangeError(
      `Cannot read a message of ${size} bytes as at most ${mostBytes} are taken`,
    );
  }
  const body = new Uint8Array(size);
  return await readAll(connection, body) ? body : null;
}

/** Writes one message; the caller waits before it writes the next. Throws RangeError above 4 GiB. */
export async function writeFrame(
  connection: Deno.Conn,
  body: Uint8Array,
): Promise<void> {
  if (body.length >= 2 ** 32) {
    throw new RangeError("Cannot send a message as it is over 4 GiB");
  }
  const head = new Uint8Array(HEAD);
  new DataView(head.buffer).setUint32(0, body.length);
  for (const part of [head, body]) {
    for (let at = 0; at < part.length;) {
      at += await connection.write(part.subarray(at));
    }
  }
}

/** Fills the array; false when the other side closes before it is full. */
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
