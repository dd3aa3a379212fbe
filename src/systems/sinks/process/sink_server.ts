/** The server of a sink: reads every connection, and journals what was read before it reads more. */
import type { ArrivalJournal } from "../../../lab/lines/arrival_journal.ts";
import { LineScanner } from "../../../lab/lines/line_scanner.ts";
import type { SinkMode } from "../../../lab/lines/sink.ts";
import { now } from "../../../lab/timing/wall_clock.ts";
import type { Address } from "./address.ts";
import { LineOutput } from "./line_output.ts";

export interface SinkServerOptions {
  readonly address: Address;
  readonly journal: ArrivalJournal;
  /** Bytes per second that a slow sink reads. */
  readonly slowRate: number;
  /** Where lines are passed on; null for nowhere. */
  readonly next: Address | null;
  /** Gets an error of the journal, after which the sink must end. */
  readonly onError: (error: unknown) => void;
}

/** Reads of a slow sink per second, if it is offered enough. */
const SLOW_READS = 20;

export class SinkServer {
  readonly #options: SinkServerOptions;
  readonly #connections = new Set<Deno.TcpConn>();
  #listener: Deno.TcpListener | null = null;
  #mode: SinkMode | null = null;
  /** When a slow sink may read again, in milliseconds of `performance.now()`. */
  #nextReadAt = 0;

  constructor(options: SinkServerOptions) {
    this.#options = options;
  }

  /** Null before the first was set. */
  get mode(): SinkMode | null {
    return this.#mode;
  }

  /** Throws if its port is in use. */
  setMode(mode: SinkMode): void {
    this.#mode = mode;
    if (mode !== "refuse") return this.#listen();
    this.#listener?.close();
    this.#listener = null;
    for (const connection of this.#connections) closeQuietly(connection);
  }

  #listen(): void {
    if (this.#listener) return;
    const { address } = this.#options;
    try {
      this.#listener = Deno.listen(address);
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
      throw new Error(
        `Cannot receive lines as the port is in use: ${address.hostname}:${address.port}`,
        { cause: error },
      );
    }
    void this.#accept(this.#listener);
  }

  async #accept(listener: Deno.TcpListener): Promise<void> {
    for (;;) {
      let connection: Deno.TcpConn;
      try {
        connection = await listener.accept();
      } catch (error) {
        // Closed by `setMode()`, or a connection that was gone before it was accepted.
        if (this.#listener !== listener) return;
        if (error instanceof Deno.errors.ConnectionAborted) continue;
        return this.#options.onError(error);
      }
      // It was accepted just before the listener was closed.
      if (this.#listener !== listener) return connection.close();
      this.#connections.add(connection);
      this.#serve(connection).catch(this.#options.onError);
    }
  }

  async #serve(connection: Deno.TcpConn): Promise<void> {
    const { journal, next } = this.#options;
    const scanner = new LineScanner();
    using output = next && new LineOutput(next);
    for (;;) {
      const free = await this.#waitToRead(scanner.free());
      // A connection that is reset or closed by `setMode()` throws.
      const read = await connection.read(free).catch(() => null);
      if (read === null) break;
      this.#nextReadAt = Math.max(this.#nextReadAt, performance.now()) +
        1000 * read / this.#options.slowRate;
      journal.begin(now());
      const lines = scanner.scan(read, journal);
      journal.write();
      await output?.write(lines);
      scanner.keep(lines);
    }
    journal.begin(now());
    const rest = scanner.end(journal);
    journal.write();
    await output?.write(rest);
    if (this.#connections.delete(connection)) closeQuietly(connection);
  }

  /** Returns the part of a buffer that may be filled, when it may. */
  async #waitToRead(
    free: Uint8Array<ArrayBuffer>,
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#mode !== "slow") {
      this.#nextReadAt = 0;
      return free;
    }
    const left = this.#nextReadAt - performance.now();
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
    const most = Math.ceil(this.#options.slowRate / SLOW_READS);
    return free.subarray(0, most);
  }
}

/** Closes a connection that may be closed already. */
function closeQuietly(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
