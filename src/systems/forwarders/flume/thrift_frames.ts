/** Frames of Thrift over TCP: each is its length in four bytes, and that many bytes. */

/** Above this a length is taken for an error of the other side. */
const MAX_FRAME_BYTES = 64 * 1024 ** 2;

const LENGTH_BYTES = 4;

/** Yields the frames that a connection delivers, until it ends. Throws if it breaks, or ends inside a frame. */
export async function* readFrames(
  connection: Deno.TcpConn,
): AsyncGenerator<Uint8Array> {
  for (;;) {
    const header = await readBytes(connection, LENGTH_BYTES);
    if (header === null) return;
    const length = new DataView(header.buffer).getUint32(0);
    if (length > MAX_FRAME_BYTES) {
      throw new RangeError(`A frame of ${length} bytes is too long`);
    }
    const frame = await readBytes(connection, length);
    if (frame === null) throw new Deno.errors.UnexpectedEof("A frame was cut");
    yield frame;
  }
}

export async function writeFrame(
  connection: Deno.TcpConn,
  frame: Uint8Array,
): Promise<void> {
  const bytes = new Uint8Array(LENGTH_BYTES + frame.length);
  new DataView(bytes.buffer).setUint32(0, frame.length);
  bytes.set(frame, LENGTH_BYTES);
  for (let start = 0; start < bytes.length;) {
    start += await connection.write(bytes.subarray(start));
  }
}

/** Null if the connection ended before the first byte. */
async function readBytes(
  connection: Deno.TcpConn,
  length: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const bytes = new Uint8Array(length);
  for (let start = 0; start < length;) {
    const size = await connection.read(bytes.subarray(start));
    if (size === null) {
      if (start === 0) return null;
      throw new Deno.errors.UnexpectedEof("A frame was cut");
    }
    start += size;
  }
  return bytes;
}
