/** Takes lines by TCP. The sender is blocked, by the window of its connection, while a batch is not taken. */
import { complain } from "./complain.ts";
import { type Batch, LineCutter } from "./batch.ts";

/** Lines of one message: some hundred to a thousand. */
const CHUNK_BYTES = 65_536;

/**
 * Accepts connections until the process ends. `take` resolves once there is room for the next batch of this connection.
 * A line that the end of its connection cuts is dropped.
 */
export async function serveLines(
  listener: Deno.TcpListener,
  take: (batch: Batch) => Promise<void>,
): Promise<void> {
  for await (const connection of listener) {
    readLines(connection, take).catch((error) =>
      complain(`A connection ended: ${error}`)
    ).finally(() => connection.close());
  }
}

async function readLines(
  connection: Deno.TcpConn,
  take: (batch: Batch) => Promise<void>,
): Promise<void> {
  const cutter = new LineCutter();
  const chunk = new Uint8Array(CHUNK_BYTES);
  for (;;) {
    const size = await connection.read(chunk);
    if (size === null) return;
    const batch = cutter.cut(chunk.subarray(0, size));
    if (batch !== null) await take(batch);
  }
}
