/** Passes the lines of one connection on, byte by byte, for as long as it takes. */
import type { Address } from "./address.ts";

/** Time after which a refused connection is tried again. */
const RETRY_MS = 50;

const LINE_FEED = 10;

/**
 * Writes whole lines to one address. While that is away, it waits: what comes next is not read, and so stays with who
 * sent it. Lines of a connection that broke are sent again from the first one that was not accepted whole.
 */
export class LineOutput implements Disposable {
  readonly #address: Address;
  #connection: Deno.TcpConn | null = null;
  #disposed = false;

  constructor(address: Address) {
    this.#address = address;
  }

  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    let at = 0;
    while (at < bytes.length && !this.#disposed) {
      const connection = this.#connection ??= await this.#connect();
      if (!connection) continue;
      try {
        at += await connection.write(bytes.subarray(at));
      } catch {
        this.#close(connection);
        // A line that was accepted in part is sent again whole.
        at = bytes.subarray(0, at).lastIndexOf(LINE_FEED) + 1;
      }
    }
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    if (this.#connection) this.#close(this.#connection);
  }

  /** Returns null, after a while, if there is no connection. */
  async #connect(): Promise<Deno.TcpConn | null> {
    try {
      const connection = await Deno.connect(this.#address);
      void this.#watch(connection);
      return connection;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      return null;
    }
  }

  /** Gives a connection up once the other side ends it, so that nothing more is lost in it. */
  async #watch(connection: Deno.TcpConn): Promise<void> {
    const bytes = new Uint8Array(1024);
    try {
      while (await connection.read(bytes) !== null);
    } catch {
      // It was reset, or closed by us.
    }
    this.#close(connection);
  }

  #close(connection: Deno.TcpConn): void {
    if (this.#connection !== connection) return;
    this.#connection = null;
    connection.close();
  }
}
