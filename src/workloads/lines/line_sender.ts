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

export interface LineSenderOptions extends LineBufferOptions {
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
    this.#buffer = new LineBuffer(options);
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
    const bytes = this.#buffer.fill(first, count, due);
    const { lineLength } = this.#buffer;
    const { accepted, failure } = await this.#write(bytes);
    const lines = Math.floor(accepted / lineLength);
    this.#addSent(first, lines);
    if (failure === null) return successful(bytes.length);
    this.#perhaps.push({ first: first + lines, last: first + count - 1 });
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

  /** Writes all bytes, or those until the connection ends; returns how many were accepted. */
  async #write(
    bytes: Uint8Array<ArrayBuffer>,
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
      while (accepted < bytes.length) {
        if (!connection || connection !== this.#connection) {
          throw new Error("the connection was closed");
        }
        accepted += await this.#writeSome(connection, bytes, accepted);
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

  async #writeSome(
    connection: Deno.TcpConn,
    bytes: Uint8Array<ArrayBuffer>,
    from: number,
  ): Promise<number> {
    const { counter } = this.#options;
    let accepted = 0;
    counter.begin(now());
    try {
      accepted = await connection.write(bytes.subarray(from));
      return accepted;
    } finally {
      const lines = (from + accepted) / this.#buffer.lineLength;
      counter.end(now(), this.#lines + Math.floor(lines));
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
