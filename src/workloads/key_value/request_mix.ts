/** Requests of one thread: a mix of reads and writes of its keys. */
import type { Attempt } from "../../lab/clients/attempt.ts";
import type { Client } from "../../lab/clients/client.ts";
import { WRONG_VALUE } from "../../lab/clients/expected_value.ts";
import { KeyChooser, toKey } from "./key_chooser.ts";
import type { LoadPlan } from "./load_plan.ts";
import { readSerial, toValueWriter } from "./value_codec.ts";
import { type KeyHistory, WriteHistory } from "./write_history.ts";

export interface KeyValueRequest {
  readonly kind: "put" | "get";
  /** Index among the keys of the thread. */
  readonly index: number;
}

/**
 * Chooses requests and makes them. Each thread owns every `threads`-th key, so that it knows which of their writes were
 * acknowledged, and in which order.
 */
export class RequestMix {
  readonly #plan: LoadPlan;
  readonly #thread: number;
  readonly #random: () => number;
  readonly #keys: KeyChooser;
  readonly #writes: WriteHistory;
  readonly #writeValue: ReturnType<typeof toValueWriter>;

  constructor(plan: LoadPlan, { thread, random }: {
    readonly thread: number;
    readonly random: () => number;
  }) {
    this.#plan = plan;
    this.#thread = thread;
    this.#random = random;
    const keys = toThreadShare(plan.keys, plan.threads, thread);
    this.#keys = new KeyChooser({ ...plan, keys }, random);
    this.#writes = new WriteHistory(keys);
    this.#writeValue = toValueWriter(plan.value_size);
  }

  /** Returns a read of a key with an acknowledged write, or a write; always a write while there is no such key. */
  next(): KeyValueRequest {
    const index = this.#random() < this.#plan.read_share
      ? this.#keys.nextAcknowledged()
      : null;
    return index === null
      ? { kind: "put", index: this.#keys.next() }
      : { kind: "get", index };
  }

  /**
   * Makes a request. A read is `ok` with the value of any write of its key: stale reads are not what load measures,
   * and some systems allow them.
   */
  make({ kind, index }: KeyValueRequest, client: Client): Promise<Attempt> {
    const key = this.#toKey(index);
    return kind === "get" ? this.#read(key, client) : this.#write(index, {
      key,
      client,
    });
  }

  #read(key: string, client: Client): Promise<Attempt> {
    const size = this.#plan.value_size;
    return client.get(key, {
      size,
      mismatch: (value) =>
        readSerial(value, { key, size }) === null ? WRONG_VALUE : "",
    });
  }

  async #write(index: number, { key, client }: {
    readonly key: string;
    readonly client: Client;
  }): Promise<Attempt> {
    const serial = this.#writes.begin(index);
    const attempt = await client.put(key, this.#writeValue(key, serial));
    this.#writes.end(index, serial, attempt.outcome);
    if (attempt.outcome === "ok") this.#keys.acknowledge(index);
    return attempt;
  }

  /** Keys with an acknowledged write, in the order of their first; complete when nothing is in flight. */
  get acknowledged(): KeyHistory[] {
    return this.#keys.acknowledged.map((index) =>
      this.#writes.toKeyHistory(index, this.#toKey(index))
    );
  }

  #toKey(index: number): string {
    return toKey(index * this.#plan.threads + this.#thread);
  }
}

/** Returns one thread's share of `total`; the first threads get one more if it does not divide evenly. */
export function toThreadShare(
  total: number,
  threads: number,
  thread: number,
): number {
  return Math.floor(total / threads) + (thread < total % threads ? 1 : 0);
}
