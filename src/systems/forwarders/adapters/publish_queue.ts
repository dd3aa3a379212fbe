/**
 * Publishes batches to one buffer of a broker: in order, several at a time, each once. The broker numbers what it stores
 * from 1, and this queue is the only one that publishes there, so that the number of a batch is its position. After an
 * error the broker is asked how far it has stored, and the rest is sent again.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Batch } from "./batch.ts";
import { complain } from "./complain.ts";

export interface PublishQueueOptions {
  /**
   * Resolves when the broker has stored the batches, the first of them under `number`. Rejects if it is not known
   * whether it did, or it has no room; and if the batch before is not stored, where several are on their way at a time.
   */
  readonly publish: (
    batches: readonly Batch[],
    number: number,
  ) => Promise<unknown>;
  /** Returns the highest number stored, 0 for none. Rejects while the broker is away. */
  readonly readHighest: () => Promise<number>;
  /** Highest number that the broker had stored before this queue; 0 for none. */
  readonly stored: number;
  /** Called once for each batch that is stored, in order. */
  readonly onStored: (number: number, lines: number) => void;
  /** Bytes that may wait here: for a broker that is away or full, and for acknowledgements. */
  readonly maxBytes: number;
  /** Publications that may be on their way at a time. */
  readonly maxInFlight: number;
  /** Batches of one publication, which are stored together or not at all. */
  readonly maxTogether: number;
}

/** Pause before what failed is sent again. */
const RETRY_MS = 50;

/** Time between messages in the log. */
const COMPLAINT_MS = 1000;

export class PublishQueue {
  readonly #options: PublishQueueOptions;
  /** Batches that are not known to be stored, from number `#first` on. */
  readonly #waiting: Batch[] = [];
  #first: number;
  #bytes = 0;
  /** Highest number that was sent since the last error. */
  #sent: number;
  /** Publications on their way, since the last error. */
  #inFlight = 0;
  /** How many may be on their way: one after an error, and more with each success. */
  #window: number;
  /** Number of errors that were recovered from, so that what was sent before is no error again. */
  #recoveries = 0;
  #isRecovering = false;
  #complainedAt = -Infinity;
  readonly #wakers: (() => void)[] = [];

  constructor(options: PublishQueueOptions) {
    this.#options = options;
    this.#window = options.maxInFlight;
    this.#first = options.stored + 1;
    this.#sent = options.stored;
  }

  /** Resolves once there is room for a further batch. */
  async put(batch: Batch): Promise<void> {
    this.#waiting.push(batch);
    this.#bytes += batch.data.length;
    this.#send();
    while (this.#bytes > this.#options.maxBytes) {
      await new Promise<void>((resolve) => this.#wakers.push(resolve));
    }
  }

  #send(): void {
    while (!this.#isRecovering && this.#inFlight < this.#window) {
      const start = this.#sent + 1 - this.#first;
      const batches = this.#waiting.slice(
        start,
        start + this.#options.maxTogether,
      );
      if (batches.length === 0) return;
      this.#publish(batches, this.#sent + 1);
      this.#sent += batches.length;
    }
  }

  async #publish(batches: readonly Batch[], number: number): Promise<void> {
    const recoveries = this.#recoveries;
    const isCurrent = () => recoveries === this.#recoveries;
    const last = number + batches.length - 1;
    this.#inFlight++;
    try {
      await this.#options.publish(batches, number);
      this.#window = Math.min(this.#options.maxInFlight, 2 * this.#window);
      this.#forget(last);
    } catch (error) {
      if (!isCurrent() || last < this.#first) return;
      this.#complain(error);
      await this.#recover();
    } finally {
      if (isCurrent()) this.#inFlight--;
    }
    this.#send();
  }

  async #recover(): Promise<void> {
    this.#isRecovering = true;
    this.#recoveries++;
    this.#inFlight = 0;
    let highest: number | null = null;
    while (highest === null) {
      await delay(RETRY_MS);
      highest = await this.#options.readHighest().catch((error) => {
        this.#complain(error);
        return null;
      });
    }
    if (highest < this.#first - 1) {
      throw new Error(
        `The broker has lost what it acknowledged: ${
          this.#first - 1 - highest
        } messages`,
      );
    }
    this.#forget(highest);
    this.#sent = this.#first - 1;
    this.#window = 1;
    this.#isRecovering = false;
  }

  /** The broker has stored everything up to `number`. */
  #forget(number: number): void {
    while (this.#first <= number) {
      const batch = this.#waiting.shift();
      if (batch === undefined) break;
      this.#bytes -= batch.data.length;
      this.#options.onStored(this.#first, batch.lines);
      this.#first++;
    }
    this.#sent = Math.max(this.#sent, number);
    if (this.#bytes > this.#options.maxBytes) return;
    for (const wake of this.#wakers.splice(0)) wake();
  }

  #complain(error: unknown): void {
    if (performance.now() - this.#complainedAt < COMPLAINT_MS) return;
    this.#complainedAt = performance.now();
    complain(`Publishing again: ${error}`);
  }
}
