/** Forwards one direction of one proxied connection: delays, throttles or drops its bytes. */

/** Conditions of a proxied link, in each direction. */
export interface LinkConditions {
  /** Seconds added to each chunk. */
  readonly delay: number;
  /** Bytes per second; 0 = unlimited. */
  readonly bandwidth: number;
  /** True to drop bytes: connections stay open, but nothing arrives. */
  readonly drop: boolean;
}

export const unimpaired: LinkConditions = {
  delay: 0,
  bandwidth: 0,
  drop: false,
};

const READ_BUFFER_BYTES = 64 * 1024;

/** Bytes buffered for a slow reader before reading stops, as a socket would. */
const BACKLOG_BYTES = 256 * 1024;

/** Bytes per second assumed for an unlimited link, to size the buffer of bytes in flight. */
const UNLIMITED_BANDWIDTH = 1e9;

/** Seconds of traffic that may be sent as a burst, so that late timers do not lower the bandwidth. */
const BURST_S = 0.02;

/** Token bucket, kept as the time at which all bytes taken so far have been sent. */
export class TokenBucket {
  #sentAt = 0;

  /** Takes tokens for `bytes`. Returns the milliseconds to wait before sending them; not above 0 = send now. */
  take(bytes: number, bandwidth: number): number {
    const now = performance.now();
    this.#sentAt = Math.max(this.#sentAt, now - BURST_S * 1000) +
      bytes / bandwidth * 1000;
    return this.#sentAt - now;
  }

  /** Refills the bucket, as after a change of bandwidth. */
  reset(): void {
    this.#sentAt = 0;
  }
}

/** Bytes that were read but not yet sent; null marks the end of the stream. */
interface Chunk {
  readonly bytes: Uint8Array | null;
  readonly readAt: number;
}

export interface ProxiedStreamOptions {
  /** Returns the current conditions. */
  readonly conditions: () => LinkConditions;
  /** Shared by all connections of the same direction. */
  readonly bucket: TokenBucket;
}

/** Copies bytes from one connection to another, in order, buffering no more than the link's capacity. */
export class ProxiedStream {
  /** True once bytes were dropped: the stream must be reset, not continued. */
  lostBytes = false;
  readonly #from: Deno.TcpConn;
  readonly #to: Deno.TcpConn;
  readonly #options: ProxiedStreamOptions;
  readonly #queue: Chunk[] = [];
  #queuedBytes = 0;
  #stopped = false;
  readonly #sleepers = new Set<() => void>();

  constructor(
    from: Deno.TcpConn,
    to: Deno.TcpConn,
    options: ProxiedStreamOptions,
  ) {
    this.#from = from;
    this.#to = to;
    this.#options = options;
  }

  /** Resolves when the end of the stream was forwarded or dropped; rejects when a connection is closed. */
  async run(): Promise<void> {
    // Nagle's algorithm would delay small packets.
    this.#to.setNoDelay(true);
    await Promise.all([this.#readLoop(), this.#writeLoop()]);
  }

  /** Applies changed conditions to waiting bytes. */
  wake(): void {
    for (const wake of [...this.#sleepers]) wake();
  }

  /** Stops sending. */
  stop(): void {
    this.#stopped = true;
    this.wake();
  }

  async #readLoop(): Promise<void> {
    const buffer = new Uint8Array(READ_BUFFER_BYTES);
    for (;;) {
      const n = await this.#from.read(buffer);
      const bytes = n === null ? null : buffer.slice(0, n);
      this.#queue.push({ bytes, readAt: performance.now() });
      this.#queuedBytes += n ?? 0;
      if (this.#queue.length === 1) this.wake();
      if (bytes === null) return;
      while (this.#isFull() && !this.#stopped) await this.#sleep();
      if (this.#stopped) return;
    }
  }

  async #writeLoop(): Promise<void> {
    for (;;) {
      while (this.#queue.length === 0 && !this.#stopped) await this.#sleep();
      const first = this.#queue[0];
      if (this.#stopped || !first) return;
      await this.#delay(first);
      await this.#send(first);
      const wasFull = this.#isFull();
      this.#queue.shift();
      this.#queuedBytes -= first.bytes?.length ?? 0;
      if (wasFull && !this.#isFull()) this.wake();
      if (first.bytes === null) return;
    }
  }

  /** Waits until the chunk has been delayed as long as the current conditions require. */
  async #delay({ readAt }: Chunk): Promise<void> {
    while (!this.#stopped) {
      const { delay, drop } = this.#options.conditions();
      const wait = readAt + delay * 1000 - performance.now();
      if (drop || wait <= 0) return;
      await this.#sleep(wait);
    }
  }

  async #send({ bytes }: Chunk): Promise<void> {
    if (this.#stopped || this.#drops()) return;
    if (bytes === null) return await this.#to.closeWrite();
    for (let sent = 0; sent < bytes.length && !this.#stopped;) {
      const { bandwidth } = this.#options.conditions();
      const slice = bandwidth === 0
        ? bytes.length
        : Math.max(512, Math.floor(bandwidth * BURST_S / 2));
      const part = bytes.subarray(sent, sent + slice);
      if (bandwidth > 0) {
        const wait = this.#options.bucket.take(part.length, bandwidth);
        if (wait > 0) await this.#sleep(wait);
      }
      if (this.#stopped || this.#drops()) return;
      sent += await this.#to.write(part);
    }
  }

  /** Returns true while the link drops bytes, and records the loss. */
  #drops(): boolean {
    const { drop } = this.#options.conditions();
    this.lostBytes ||= drop;
    return drop;
  }

  /** Capacity of the link: bandwidth times delay, and the backlog. */
  #isFull(): boolean {
    const { delay, bandwidth } = this.#options.conditions();
    const inFlight = delay * (bandwidth || UNLIMITED_BANDWIDTH);
    return this.#queuedBytes > BACKLOG_BYTES + inFlight;
  }

  /** Waits until woken, or for about `milliseconds`; callers check their condition again. */
  #sleep(milliseconds = Infinity): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#sleepers.delete(wake);
        resolve();
      };
      // Timers fire up to 1 ms late, and early by no more than the fraction cut off here.
      const timer = Number.isFinite(milliseconds)
        ? setTimeout(wake, Math.floor(milliseconds))
        : undefined;
      this.#sleepers.add(wake);
    });
  }
}
