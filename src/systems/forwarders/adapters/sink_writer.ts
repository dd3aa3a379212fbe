/**
 * Writes to a sink by TCP, which acknowledges nothing. What was written is held for a while: if the connection breaks
 * meanwhile, it may have been lost on its way and is written again, so that a sink sees duplicates instead of a loss. That
 * while does not pass during a write that waits: a sink that stands still, and whose kernel takes no more, reads nothing.
 */
import { complain } from "./complain.ts";
import { setTimeout as delay } from "node:timers/promises";

/** Something to write, and what to do when it need not be written again. */
export interface Delivery {
  readonly data: Uint8Array;
  readonly lines: number;
  /** Tells the broker that it is done. */
  acknowledge(): void;
}

export interface SinkWriterOptions {
  readonly host: string;
  readonly port: number;
  /** Time for which what was written is held, without that of writes that wait. */
  readonly holdMs: number;
  /** Size of the broker's buffer, which keeps what is held, bytes; infinite if it does not. */
  readonly bufferSize: number;
}

/** More than the socket buffers of both sides hold. */
const MAX_HELD_BYTES = 16 * 1024 ** 2;

/** Share of the broker's buffer that may be held, as what is held stays in it. */
const MAX_HELD_SHARE = 0.25;

const RECONNECT_MS = 100;

/** Largest lateness of an acknowledgement. */
const TICK_MS = 100;

interface Held<D> {
  readonly delivery: D;
  /** By the writer's clock. */
  readonly at: number;
}

export class SinkWriter<D extends Delivery> {
  readonly #options: SinkWriterOptions;
  #connection: Deno.TcpConn | null = null;
  #held: Held<D>[] = [];
  #heldBytes = 0;
  #reopening: Promise<void> | null = null;
  #lastWrite = Promise.resolve(true);
  /** Time of all writes that have ended, ms. */
  #waitedMs = 0;
  /** Start of the write that is going on; null between writes. */
  #writingSince: number | null = null;
  /** Lines acknowledged. */
  #sent = 0;

  constructor(options: SinkWriterOptions) {
    this.#options = options;
    setInterval(() => this.#release(), TICK_MS);
  }

  /** Lines that were written and are no longer held. */
  get sent(): number {
    return this.#sent;
  }

  /** A clock in ms that stands still while a write waits. */
  get #now(): number {
    return (this.#writingSince ?? performance.now()) - this.#waitedMs;
  }

  /** Resolves once connected, however long the sink is away. */
  async open(): Promise<void> {
    const { host: hostname, port } = this.#options;
    for (;;) {
      const connection = await Deno.connect({ hostname, port })
        .catch(() => null);
      if (connection !== null) {
        connection.setNoDelay(true);
        this.#connection = connection;
        this.#watch(connection);
        return;
      }
      await delay(RECONNECT_MS);
    }
  }

  /** Whether the connection stands, as far as it is known. */
  get isOpen(): boolean {
    return this.#connection !== null;
  }

  /** Writes and holds a delivery. Returns false if the connection has broken; it is held all the same, whole. */
  async write(delivery: D): Promise<boolean> {
    this.#held.push({ delivery, at: this.#now });
    this.#heldBytes += delivery.data.length;
    if (!await this.#writeAll(delivery.data)) return false;
    this.#release();
    return true;
  }

  /** Connects if need be, and writes again what may have been lost; callers share it. */
  reopen(): Promise<void> {
    return this.#reopening ??= this.#reopen()
      .finally(() => this.#reopening = null);
  }

  async #reopen(): Promise<void> {
    while (!this.isOpen) {
      await this.open();
      await this.#writeHeldAgain();
    }
  }

  /** If the connection breaks, all of it stays held. */
  async #writeHeldAgain(): Promise<void> {
    const held = this.#held;
    // Nothing may be let go before all is written.
    this.#held = [];
    for (const { delivery } of held) {
      if (!await this.#writeAll(delivery.data)) break;
    }
    const at = this.#now;
    this.#held = held.map(({ delivery }) => ({ delivery, at }));
  }

  /** Returns what is held, to be delivered by another writer. */
  takeHeld(): readonly D[] {
    const taken = this.#held.map(({ delivery }) => delivery);
    this.#held = [];
    this.#heldBytes = 0;
    return taken;
  }

  /** One after the other, as a write may be done in parts. */
  #writeAll(data: Uint8Array): Promise<boolean> {
    return this.#lastWrite = this.#lastWrite.then(() => this.#writeNow(data));
  }

  async #writeNow(data: Uint8Array): Promise<boolean> {
    const connection = this.#connection;
    if (connection === null) return false;
    const since = this.#writingSince = performance.now();
    try {
      for (let start = 0; start < data.length;) {
        start += await connection.write(data.subarray(start));
      }
      return true;
    } catch (error) {
      complain(`A sink is away: ${error}`);
      this.#close(connection);
      return false;
    } finally {
      this.#writingSince = null;
      this.#waitedMs += performance.now() - since;
    }
  }

  /** A sink sends nothing: a read ends when the connection does. */
  async #watch(connection: Deno.TcpConn): Promise<void> {
    const answer = new Uint8Array(512);
    try {
      while (await connection.read(answer) !== null);
    } catch {
      // Reset by a killed sink, or closed by a failed write.
    }
    this.#close(connection);
  }

  #close(connection: Deno.TcpConn): void {
    if (this.#connection !== connection) return;
    this.#connection = null;
    connection.close();
  }

  /** Lets go what is old enough, and what is too much, unless the connection has broken since. */
  #release(): void {
    if (this.#connection === null) return;
    const { holdMs, bufferSize } = this.#options;
    const limit = this.#now - holdMs;
    const maxBytes = Math.min(MAX_HELD_BYTES, MAX_HELD_SHARE * bufferSize);
    let done = 0;
    for (const { delivery, at } of this.#held) {
      if (at > limit && this.#heldBytes <= maxBytes) break;
      this.#heldBytes -= delivery.data.length;
      this.#sent += delivery.lines;
      delivery.acknowledge();
      done++;
    }
    if (done > 0) this.#held = this.#held.slice(done);
  }
}
