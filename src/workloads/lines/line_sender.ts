/** Sends the batches of one stream to one input, and knows which of their lines left. */
import {
  type Attempt,
  successful,
  unsuccessful,
} from "../../lab/clients/attempt.ts";
import {
  LineBuffer,
  type LineBufferOptions,
} from "../../lab/lines/line_buffer.ts";
import type { Span } from "../../lab/lines/sequence_set.ts";
import type { Endpoint } from "../../lab/system/client_spec.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import type { SendCounter } from "./send_counters.ts";

/** Time after a refused connection in which no other is tried: batches of it are refused as well. */
const RETRY_MS = 50;

/** Lines that are made and written at once: they fit into the cache of a processor. */
const SLICE_LINES = 4096;

export interface LineSenderOptions extends Omit<LineBufferOptions, "capacity"> {
  /** Most lines of a batch. */
  readonly batchLines: number;
  readonly input: Endpoint;
  /** Seconds that a connection or a write may take. */
  readonly timeout: number;
  readonly counter: SendCounter;
}

/** Lines of one due time. */
export interface DueLines {
  readonly first: number;
  readonly count: number;
  /** Whole milliseconds since 1970. */
  readonly due: number;
}

export class LineSender implements Disposable {
  readonly #options: LineSenderOptions;
  readonly #buffer: LineBuffer;
  readonly #sent: { first: number; last: number }[] = [];
  readonly #perhaps: Span[] = [];
  #lines = 0;
  #connection: Deno.TcpConn | null = null;
  /** When a refused connection is tried again, in ms of `performance.now()`. */
  #retryAt = 0;

  constructor(options: LineSenderOptions) {
    this.#options = options;
    this.#buffer = new LineBuffer({
      ...options,
      capacity: Math.min(options.batchLines, SLICE_LINES),
    });
  }

  /** Lines that the operating system accepted whole. */
  get sent(): readonly Span[] {
    return this.#sent;
  }

  /** Lines of writes that were cut. */
  get perhaps(): readonly Span[] {
    return this.#perhaps;
  }

  /** Sends lines once: what is cut is not sent again. Never throws. */
  async send({ first, count, due }: DueLines): Promise<Attempt> {
    if (!this.#connection) {
      const refused = await this.#connect();
      if (refused) return refused;
    }
    const { accepted, failure } = await this.#write({ first, count, due });
    const lines = Math.floor(accepted / this.#buffer.lineLength);
    this.#addSent(first, lines);
    if (failure === null) return successful(accepted);
    // What follows the slice was not tried.
    const tried = lines - lines % SLICE_LINES + SLICE_LINES;
    const last = first + Math.min(count, tried) - 1;
    this.#perhaps.push({ first: first + lines, last });
    return { ...failure, bytes: accepted };
  }

  [Symbol.dispose](): void {
    this.#drop(this.#connection);
  }

  /** Returns why there is no connection; null once there is one. */
  async #connect(): Promise<Attempt | null> {
    if (performance.now() < this.#retryAt) {
      return unsuccessful("refused", "no connection");
    }
    const { input: { host, port }, timeout } = this.#options;
    const signal = AbortSignal.timeout(1000 * timeout);
    try {
      const connection = await Deno.connect({ hostname: host, port, signal });
      this.#connection = connection;
      void this.#watch(connection);
      return null;
    } catch (error) {
      this.#retryAt = performance.now() + RETRY_MS;
      if (signal.aborted) {
        return unsuccessful("timeout", `no connection in ${timeout} s`);
      }
      return unsuccessful("refused", (error as Error).message);
    }
  }

  /** Drops a connection once the other side ends it; nothing is expected from there. */
  async #watch(connection: Deno.TcpConn): Promise<void> {
    const bytes = new Uint8Array(1024);
    try {
      while (await connection.read(bytes) !== null);
    } catch {
      // It was reset, or dropped by us.
    }
    this.#drop(connection);
  }

  /** Writes all lines, or those until the connection ends; returns how many bytes were accepted. */
  async #write(
    { first, count, due }: DueLines,
  ): Promise<{ readonly accepted: number; readonly failure: Attempt | null }> {
    const connection = this.#connection;
    const { timeout } = this.#options;
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      // Cancels the write; the system still sends what it has accepted.
      this.#drop(connection);
    }, 1000 * timeout);
    let accepted = 0;
    try {
      for (let line = 0; line < count; line += SLICE_LINES) {
        const lines = Math.min(SLICE_LINES, count - line);
        const bytes = this.#buffer.fill(first + line, lines, due);
        for (let at = 0; at < bytes.length;) {
          if (!connection || connection !== this.#connection) {
            throw new Error("the connection was closed");
          }
          const more = await this.#writeSome(connection, {
            bytes: bytes.subarray(at),
            accepted,
          });
          at += more;
          accepted += more;
        }
      }
      return { accepted, failure: null };
    } catch (error) {
      this.#drop(connection);
      const failure = timedOut
        ? unsuccessful("timeout", `not accepted in ${timeout} s`)
        : unsuccessful("failed", (error as Error).message);
      return { accepted, failure };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Writes once, after so many bytes of the batch were accepted; returns how many more were. */
  async #writeSome(
    connection: Deno.TcpConn,
    { bytes, accepted }: {
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly accepted: number;
    },
  ): Promise<number> {
    const { counter } = this.#options;
    let more = 0;
    counter.begin(now());
    try {
      more = await connection.write(bytes);
      return more;
    } finally {
      const lines = Math.floor((accepted + more) / this.#buffer.lineLength);
      counter.end(now(), this.#lines + lines);
    }
  }

  #drop(connection: Deno.TcpConn | null): void {
    if (!connection || this.#connection !== connection) return;
    this.#connection = null;
    connection.close();
  }

  #addSent(first: number, count: number): void {
    if (count === 0) return;
    this.#lines += count;
    const span = this.#sent.at(-1);
    const last = first + count - 1;
    if (span?.last === first - 1) span.last = last;
    else this.#sent.push({ first, last });
  }
}
