/** Reads lines from connections, and passes them on in blocks of whole lines. */
import { type Block, toBlock, wholeLength } from "./block.ts";

const READ_BYTES = 128 * 1024;

/** A connection with a longer line is closed. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

/**
 * Passes on the lines of every connection until the listener is closed. Reads no more while `pass` waits. What stands
 * after the last line feed of a connection is dropped, as nobody knows whether it is a whole line.
 */
export async function acceptLines(
  listener: Deno.TcpListener,
  pass: (block: Block) => Promise<void>,
): Promise<void> {
  const reading = new Set<Promise<void>>();
  for await (const connection of listener) {
    const read = readLines(connection, pass).catch(() => {})
      .finally(() => {
        reading.delete(read);
        connection.close();
      });
    reading.add(read);
  }
  await Promise.all(reading);
}

async function readLines(
  connection: Deno.TcpConn,
  pass: (block: Block) => Promise<void>,
): Promise<void> {
  let buffer = new Uint8Array(READ_BYTES);
  let used = 0;
  for (;;) {
    if (used === buffer.length) {
      if (used >= MAX_LINE_BYTES) return;
      const larger = new Uint8Array(2 * used);
      larger.set(buffer);
      buffer = larger;
    }
    const n = await connection.read(buffer.subarray(used));
    if (n === null) return;
    const end = used + n;
    const fresh = wholeLength(buffer.subarray(used, end));
    if (fresh === 0) {
      used = end;
      continue;
    }
    const whole = used + fresh;
    const block = toBlock(buffer.slice(0, whole));
    buffer.copyWithin(0, whole, end);
    used = end - whole;
    await pass(block);
  }
}
