/** One direction of one connection through a proxy: bytes held back, paced, or swallowed on their way. */

/** What a proxy does to traffic, both ways. */
export interface Weather {
  /** Seconds that each chunk is held, each way. */
  readonly delay: number;
  /** Bytes per second, each way; 0 for no bound. */
  readonly bandwidth: number;
  /** Whether bytes are swallowed: connections stay open, nothing arrives. */
  readonly drop: boolean;
}

export const calm: Weather = { delay: 0, bandwidth: 0, drop: false };

/** Bytes read at once. */
const CHUNK = 64 * 1024;

/** Bytes that wait for a slow reader before the writer is held up, as a socket would. */
const BACKLOG = 256 * 1024;

/** Bytes per second that a link without a bound is taken to carry, for the room that its delay needs. */
const UNBOUND = 1e9;

/** Seconds of traffic that are let through at once, so that late timers do not lower the bandwidth. */
const BURST = 0.02;

/** A token bucket as a clock: the moment at which what was sent so far is through. */
export class Pace {
  #through = 0;

  /** Takes `bytes` of the bucket; milliseconds to wait before they may be sent. */
  take(bytes: number, bandwidth: number): number {
    const now = performance.now();
    this.#through = Math.max(this.#through, now - BURST * 1000) +
      bytes / bandwidth * 1000;
    return this.#through - now;
  }

  /** Forgets what was taken, as the bandwidth is another now. */
  reset(): void {
    this.#through = 0;
  }
}

/** What was read and not yet sent; null for the end of the stream. */
interface Held {
  readonly bytes: Uint8Array | null;
  readonly at: number;
}

export interface FlowOptions {
  /** The weather now. */
  readonly weather: () => Weather;
  /** Shared with all connections of the same direction. */
  readonly pace: Pace;
}

/** Carries bytes from one end to another, in order, never more at once than the link has room for. */
export class Flow {
  /** Whether bytes were swallowed: the stream has a hole and must not be continued. */
  holed = false;
  readonly #from: Deno.TcpConn;
  readonly #to: Deno.TcpConn;
  readonly #options: FlowOptions;
  readonly #held: Held[] = [];
  #size = 0;
  #stopped = false;
  readonly #sleepers = new Set<() => void>();

  constructor(from: Deno.TcpConn, to: Deno.TcpConn, options: FlowOptions) {
    this.#from = from;
    this.#to = to;
    this.#options = options;
  }

  /** Resolves when the stream's end has been carried, or swallowed; rejects when an end is gone. */
  async run(): Promise<void> {
    // The small packets of a protocol must not wait for one another.
    this.#to.setNoDelay(true);
    await Promise.all([this.#take(), this.#give()]);
  }

  /** Looks at the weather again. */
  wake(): void {
    for (const wake of [...this.#sleepers]) wake();
  }

  /** Sends nothing more. */
  stop(): void {
    this.#stopped = true;
    this.wake();
  }

  async #take(): Promise<void> {
    const buffer = new Uint8Array(CHUNK);
    for (;;) {
      const n = await this.#from.read(buffer);
      const bytes = n === null ? null : buffer.slice(0, n);
      this.#held.push({ bytes, at: performance.now() });
      this.#size += n ?? 0;
      if (this.#held.length === 1) this.wake();
      if (bytes === null) return;
      while (this.#isFull() && !this.#stopped) await this.#sleep();
      if (this.#stopped) return;
    }
  }

  async #give(): Promise<void> {
    for (;;) {
      while (this.#held.length === 0 && !this.#stopped) await this.#sleep();
      const first = this.#held[0];
      if (this.#stopped || !first) return;
      await this.#hold(first);
      await this.#send(first);
      const wasFull = this.#isFull();
      this.#held.shift();
      this.#size -= first.bytes?.length ?? 0;
      if (wasFull && !this.#isFull()) this.wake();
      if (first.bytes === null) return;
    }
  }

  /** Waits until bytes have been on their way as long as the weather wants. */
  async #hold({ at }: Held): Promise<void> {
    while (!this.#stopped) {
      const { delay, drop } = this.#options.weather();
      const wait = at + delay * 1000 - performance.now();
      if (drop || wait <= 0) return;
      await this.#sleep(wait);
    }
  }

  async #send({ bytes }: Held): Promise<void> {
    if (this.#stopped || this.#swallows()) return;
    if (bytes === null) return await this.#to.closeWrite();
    for (let sent = 0; sent < bytes.length && !this.#stopped;) {
      const { bandwidth } = this.#options.weather();
      const slice = bandwidth === 0
        ? bytes.length
        : Math.max(512, Math.floor(bandwidth * BURST / 2));
      const part = bytes.subarray(sent, sent + slice);
      if (bandwidth > 0) {
        const wait = this.#options.pace.take(part.length, bandwidth);
        if (wait > 0) await this.#sleep(wait);
      }
      if (this.#stopped || this.#swallows()) return;
      sent += await this.#to.write(part);
    }
  }

  #swallows(): boolean {
    const { drop } = this.#options.weather();
    this.holed ||= drop;
    return drop;
  }

  /** A link holds what is on its way, bandwidth times delay, and the backlog. */
  #isFull(): boolean {
    const { delay, bandwidth } = this.#options.weather();
    return this.#size > BACKLOG + delay * (bandwidth || UNBOUND);
  }

  /** Waits to be woken, at most about some milliseconds: callers look again. */
  #sleep(milliseconds = Infinity): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#sleepers.delete(wake);
        resolve();
      };
      // Timers come up to a millisecond late, and never early by more than was rounded off here.
      const timer = Number.isFinite(milliseconds)
        ? setTimeout(wake, Math.floor(milliseconds))
        : undefined;
      this.#sleepers.add(wake);
    });
  }
}
