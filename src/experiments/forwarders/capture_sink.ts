/** A sink in this process that keeps the bytes it receives, for a few lines whose bytes are compared. */
import type { Endpoint } from "../../lab/system/client_spec.ts";

/** Limit of what is kept, as a forwarder may repeat a line without end. */
const MAX_BYTES = 64 * 1024 * 1024;

export class CaptureSink implements Disposable {
  readonly endpoint: Endpoint;
  readonly #listener: Deno.TcpListener;
  readonly #connections = new Set<Deno.TcpConn>();
  #bytes = new Uint8Array(1024 * 1024);
  #length = 0;

  /** Listens on a port of 127.0.0.1. */
  constructor(name: string, port: number) {
    this.endpoint = { name, host: "127.0.0.1", port };
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port });
    void this.#accept();
  }

  /** Bytes received so far. */
  get length(): number {
    return this.#length;
  }

  /** Returns what was received from an offset on. */
  from(offset: number): Uint8Array {
    return this.#bytes.subarray(offset, this.#length);
  }

  [Symbol.dispose](): void {
    this.#listener.close();
    for (const connection of this.#connections) connection.close();
  }

  async #accept(): Promise<void> {
    for await (const connection of this.#listener) {
      this.#connections.add(connection);
      void this.#read(connection);
    }
  }

  async #read(connection: Deno.TcpConn): Promise<void> {
    const chunk = new Uint8Array(64 * 1024);
    try {
      for (;;) {
        const n = await connection.read(chunk);
        if (n === null || this.#length + n > MAX_BYTES) break;
        this.#append(chunk.subarray(0, n));
      }
      this.#connections.delete(connection);
      connection.close();
    } catch {
      // The forwarder ended, or this sink did.
      this.#connections.delete(connection);
    }
  }

  #append(chunk: Uint8Array): void {
    const length = this.#length + chunk.length;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(2 * length);
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(chunk, this.#length);
    this.#length = length;
  }
}
