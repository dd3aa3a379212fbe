/** What the workers of one thread ask for. */
import type { Attempt } from "./attempt.ts";
import type { Client } from "./client.ts";
import { Keys, toKey, toValue } from "./keys.ts";
import type { LoadPlan } from "./load_plan.ts";

/** Bytes of values that are kept. */
const MOST_KEPT = 2 ** 26;

/** Something to be asked for once. */
export interface Request {
  readonly kind: "put" | "get";
  /** Among the keys of the thread. */
  readonly index: number;
}

/**
 * Chooses requests, and makes them. Each thread has keys of its own, every `threads`-th of all, so that it knows which of
 * them were acknowledged.
 */
export class Requests {
  readonly #plan: LoadPlan;
  readonly #thread: number;
  readonly #random: () => number;
  readonly #keys: Keys;
  readonly #values: Uint8Array[] = [];

  constructor(plan: LoadPlan, { thread, random }: {
    readonly thread: number;
    readonly random: () => number;
  }) {
    this.#plan = plan;
    this.#thread = thread;
    this.#random = random;
    const keys = toShare(plan.keys, plan.threads, thread);
    this.#keys = new Keys({ ...plan, keys }, random);
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

  async make({ kind, index }: Request, client: Client): Promise<Attempt> {
    const key = this.#toKey(index);
    const value = this.#toValue(index, key);
    if (kind === "get") return await client.get(key, value);
    const attempt = await client.put(key, value);
    if (attempt.outcome === "ok") this.#keys.acknowledge(index);
    return attempt;
  }

  /** Names of keys whose write was acknowledged, in the order they first were. */
  get acknowledged(): string[] {
    return this.#keys.acknowledged.map((index) => this.#toKey(index));
  }

  /** Values are kept while they are few, as making them anew costs more than sending them. */
  #toValue(index: number, key: string): Uint8Array {
    const { keys, value_size } = this.#plan;
    if (keys * value_size > MOST_KEPT) return toValue(key, value_size);
    return this.#values[index] ??= toValue(key, value_size);
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
