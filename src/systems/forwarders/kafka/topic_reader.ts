/** Reads the topic from its start, for one sink or for several that share it. */
import type { Admin, Consumer } from "@platformatic/kafka";
import { countLines } from "../adapters/batch.ts";
import type { BufferedLines } from "../adapters/buffered_lines.ts";
import type { BrokerDelivery } from "../adapters/deliver.ts";
import { DonePrefix } from "../adapters/done_prefix.ts";
import { isApiError } from "./api_error.ts";
import { readOldest } from "./topic_offsets.ts";

export interface TopicReaderOptions {
  readonly consumer: Pick<Consumer, "fetch">;
  readonly admin: Admin;
  readonly topicId: string;
  /** Number of the broker. */
  readonly node: number;
  readonly lines: BufferedLines;
}

const FETCH_BYTES = 4 * 1024 ** 2;

/** Time that the broker waits for messages. */
const FETCH_MS = 500;

export class TopicReader {
  readonly #options: TopicReaderOptions;
  /** Messages whose sinks need not get them again. */
  readonly done = new DonePrefix();
  /** Offset to be read next; a message's number is its offset + 1. */
  #next = 0n;
  readonly #ready: BrokerDelivery[] = [];
  /** Given back, for the next call of `take()`: the present one would yield it to the same sink at once, for ever. */
  readonly #returned: BrokerDelivery[] = [];
  #fetching: Promise<void> | null = null;

  constructor(options: TopicReaderOptions) {
    this.#options = options;
  }

  /** Yields what has been fetched, or is fetched now; callers share it. */
  async *take(): AsyncGenerator<BrokerDelivery> {
    this.#ready.unshift(...this.#returned.splice(0));
    if (this.#ready.length === 0) {
      this.#fetching ??= this.#fetch().finally(() => this.#fetching = null);
      await this.#fetching;
    }
    for (;;) {
      const delivery = this.#ready.shift();
      if (delivery === undefined) return;
      yield delivery;
    }
  }

  async #fetch(): Promise<void> {
    const { consumer, topicId, node } = this.#options;
    try {
      const { responses } = await consumer.fetch({
        ...{ node, minBytes: 1, maxBytes: FETCH_BYTES, maxWaitTime: FETCH_MS },
        topics: [{
          topicId,
          partitions: [{
            ...{ partition: 0, fetchOffset: this.#next },
            ...{ currentLeaderEpoch: -1, lastFetchedEpoch: -1 },
            partitionMaxBytes: FETCH_BYTES,
          }],
        }],
      });
      const batches = responses[0]?.partitions[0]?.records ?? [];
      for (const { firstOffset, records } of batches) {
        for (const { offsetDelta, value } of records) {
          this.#receive(firstOffset + BigInt(offsetDelta), value);
        }
      }
    } catch (error) {
      if (!isApiError(error, "OFFSET_OUT_OF_RANGE")) throw error;
      // The broker has deleted the oldest at its cap.
      const oldest = await readOldest(this.#options.admin);
      this.#next = BigInt(oldest - 1);
      this.done.skipTo(oldest - 1);
    }
  }

  /** A fetch begins with the message before the offset asked for, if both were published together. */
  #receive(offset: bigint, value: Uint8Array | null): void {
    if (offset < this.#next || value === null) return;
    this.#next = offset + 1n;
    const { lines } = this.#options;
    const number = Number(offset) + 1;
    const count = countLines(value);
    const delivery: BrokerDelivery = {
      ...{ number, data: value, lines: count },
      acknowledge: () => {
        lines.done(number, count);
        this.done.add(number);
      },
      acknowledgeAgain: () => {},
      giveBack: () => this.#returned.push(delivery),
    };
    this.#ready.push(delivery);
  }
}
