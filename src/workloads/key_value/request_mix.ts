/** Requests of one thread: a mix of reads and writes of its keys. */
import type { Attempt } from "../../lab/clients/attempt.ts";
import type { Client } from "../../lab/clients/client.ts";
import {
  type ExpectedValue,
  WRONG_VALUE,
} from "../../lab/clients/expected_value.ts";
import type { Outcome } from "../../record/mod.ts";
import { KeyChooser, toKey } from "./key_chooser.ts";
import type { LoadPlan } from "./load_plan.ts";
import { readSerial, toValueWriter } from "./value_codec.ts";
import { type KeyHistory, WriteHistory } from "./write_history.ts";

export interface KeyValueRequest {
  readonly kind: "put" | "get";
  /** Index among the keys of the thread. */
  readonly index: number;
}

/** A request that was begun. */
export interface BegunRequest extends KeyValueRequest {
  readonly key: string;
  /** Of a write, from 1; 0 of a read. */
  readonly serial: number;
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

  /** Makes a request; of requests that are made otherwise, `begin()` and `end()` must be told. */
  async make(request: KeyValueRequest, client: Client): Promise<Attempt> {
    const begun = this.begin(request);
    const { kind, key } = begun;
    const attempt = kind === "get"
      ? await client.get(key, this.expect(key))
      : await client.put(key, this.toValue(begun));
    this.end(begun, attempt.outcome);
    return attempt;
  }

  /** Begins a request, which `end()` must follow. */
  begin({ kind, index }: KeyValueRequest): BegunRequest {
    const serial = kind === "put" ? this.#writes.begin(index) : 0;
    return { kind, index, key: this.#toKey(index), serial };
  }

  /** Returns the value of a write, valid until the next call. */
  toValue({ key, serial }: BegunRequest): Uint8Array {
    return this.#writeValue(key, serial);
  }

  /**
   * Returns what a read of a key must find: the value of any of its writes. Stale reads are not what load measures, and
   * some systems allow them.
   */
  expect(key: string): ExpectedValue {
    const size = this.#plan.value_size;
    return {
      size,
      mismatch: (value) =>
        readSerial(value, { key, size }) === null ? WRONG_VALUE : "",
    };
  }

  /** Ends a request. */
  end({ kind, index, serial }: BegunRequest, outcome: Outcome): void {
    if (kind === "get") return;
    this.#writes.end(index, serial, outcome);
    if (outcome === "ok") this.#keys.acknowledge(index);
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
