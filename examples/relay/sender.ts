/** Sends the lines of a buffer to one sink, over one connection that is made again whenever it ends. */
import type { LineBuffer } from "./line_buffer.ts";

const RECONNECT_MS = 250;

export interface SinkAddress {
  readonly hostname: string;
  readonly port: number;
}

export class Sender {
  readonly #buffer: LineBuffer;
  readonly #address: SinkAddress;
  #sent = 0;
  #connected = false;

  constructor(buffer: LineBuffer, address: SinkAddress) {
    this.#buffer = buffer;
    this.#address = address;
  }

  /** Lines that were written to connections. */
  get sent(): number {
    return this.#sent;
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** Sends until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const connection = await Deno.connect({ ...this.#address, signal })
        .catch(() => null);
      if (connection) await this.#send(connection, signal);
      if (!signal.aborted) await pause(RECONNECT_MS, signal);
    }
  }

  async #send(connection: Deno.TcpConn, signal: AbortSignal): Promise<void> {
    using _closing = connection;
    connection.setNoDelay(true);
    const ended = new AbortController();
    const end = () => ended.abort();
    signal.addEventListener("abort", end, { once: true });
    untilClosed(connection).then(end, end);
    this.#buffer.attach();
    this.#connected = true;
    try {
      for (;;) {
        const block = await this.#buffer.take(ended.signal);
        if (!block) return;
        if (!await writeAll(connection, block.bytes) || ended.signal.aborted) {
          return this.#buffer.putBack(block);
        }
        this.#sent += block.lines;
        this.#buffer.done(block);
      }
    } finally {
      this.#connected = false;
      this.#buffer.detach();
      signal.removeEventListener("abort", end);
    }
  }
}

/** Resolves or rejects when the sink closes the connection, or dies, as it sends nothing. */
async function untilClosed(connection: Deno.TcpConn): Promise<void> {
  const ignored = new Uint8Array(1024);
  while (await connection.read(ignored) !== null);
}

/** Returns false if the connection failed. */
async function writeAll(
  connection: Deno.TcpConn,
  bytes: Uint8Array,
): Promise<boolean> {
  try {
    for (let at = 0; at < bytes.length;) {
      at += await connection.write(bytes.subarray(at));
    }
    return true;
  } catch {
    return false;
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
