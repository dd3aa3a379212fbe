/** What the workers of one thread ask for. */
import type { Attempt } from "../../lab/clients/attempt.ts";
import type { Client } from "../../lab/clients/client.ts";
import { OTHER } from "../../lab/clients/expected_value.ts";
import { Keys, toKey } from "./key_chooser.ts";
import type { LoadPlan } from "./load_plan.ts";
import { readSerial, toValueWriter } from "./value_codec.ts";
import { Writes, type Written } from "./write_history.ts";

/** Something to be asked for once. */
export interface Request {
  readonly kind: "put" | "get";
  /** Among the keys of the thread. */
  readonly index: number;
}

/**
 * Chooses requests, and makes them. Each thread has keys of its own, every `threads`-th of all, so that it knows which of
 * their writes were acknowledged, and in which order.
 */
export class Requests {
  readonly #plan: LoadPlan;
  readonly #thread: number;
  readonly #random: () => number;
  readonly #keys: Keys;
  readonly #writes: Writes;
  readonly #writeValue: ReturnType<typeof toValueWriter>;

  constructor(plan: LoadPlan, { thread, random }: {
    readonly thread: number;
    readonly random: () => number;
  }) {
    this.#plan = plan;
    this.#thread = thread;
    this.#random = random;
    const keys = toShare(plan.keys, plan.threads, thread);
    this.#keys = new Keys({ ...plan, keys }, random);
    this.#writes = new Writes(keys);
    this.#writeValue = toValueWriter(plan.value_size);
  }

  /** A read of a key whose write was acknowledged, or a write; a write too while there is no such key. */
  next(): Request {
    const known = this.#random() < this.#plan.read_share
      ? this.#keys.nextKnown()
      : null;
    return known === null
      ? { kind: "put", index: this.#keys.next() }
      : { kind: "get", index: known };
  }

  /**
   * A read is `ok` with a value of whichever write of its key: reads that are behind the writes are another question than
   * load asks, and some systems allow them.
   */
  make({ kind, index }: Request, client: Client): Promise<Attempt> {
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
      judge: (value) => readSerial(value, { key, size }) === null ? OTHER : "",
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

  /** Keys of which a write was acknowledged, in the order they first were; complete when nothing is under way any more. */
  get acknowledged(): Written[] {
    return this.#keys.acknowledged.map((index) =>
      this.#writes.written(index, this.#toKey(index))
    );
  }

  #toKey(index: number): string {
    return toKey(index * this.#plan.threads + this.#thread);
  }
}

/** Of `total` things, how many are one thread's: the first have one more when it does not come out even. */
export function toShare(
  total: number,
  threads: number,
  thread: number,
): number {
  return Math.floor(total / threads) + (thread < total % threads ? 1 : 0);
}
