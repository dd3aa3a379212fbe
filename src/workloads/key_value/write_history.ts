/** Tracks the acknowledged writes of each key, and which values are admissible after them. */
import type { Outcome } from "../../record/mod.ts";

/** Writes of a key with at least one acknowledged write, when no write is in flight. */
export interface KeyHistory {
  readonly key: string;
  /** Number of acknowledged writes. */
  readonly writes: number;
  /** Serial of the last acknowledged write. */
  readonly acknowledged: number;
  /** Serial of the last write that was sent; its outcome may be indeterminate. */
  readonly sent: number;
  /**
   * Serials before `acknowledged` that are still admissible as the final value: of indeterminate writes, which may
   * take effect at any time, and of acknowledged writes that were concurrent with the last acknowledged write.
   */
  readonly admissibleEarlier: readonly number[];
}

/**
 * True if a read after all writes may return the value of the write with this serial; 0 stands for a value without
 * a serial. It may not if that write was acknowledged before another acknowledged write began: the later one was
 * lost.
 */
export function isAdmissible(
  serial: number,
  { acknowledged, sent, admissibleEarlier }: KeyHistory,
): boolean {
  return serial === 0 || (serial >= acknowledged && serial <= sent) ||
    admissibleEarlier.includes(serial);
}

/** A write that was acknowledged while others of its key were in flight. */
interface ConcurrentWrite {
  readonly serial: number;
  /** Serial of the last write sent by then: writes with a higher serial began after this one ended. */
  readonly until: number;
}

/**
 * Tracks the writes of one thread by index of the key. The writes of a key have serials from 1, in the order they
 * begin.
 */
export class WriteHistory {
  readonly #sent: Uint32Array;
  readonly #acknowledged: Uint32Array;
  readonly #counts: Uint32Array;
  /** Serials of writes that may or may not have taken effect. */
  readonly #indeterminate = new Map<number, number[]>();
  readonly #concurrent = new Map<number, ConcurrentWrite[]>();

  constructor(keys: number) {
    this.#sent = new Uint32Array(keys);
    this.#acknowledged = new Uint32Array(keys);
    this.#counts = new Uint32Array(keys);
  }

  /** Begins a write of a key and returns its serial. */
  begin(index: number): number {
    const serial = (this.#sent[index] ?? 0) + 1;
    this.#sent[index] = serial;
    return serial;
  }

  /** Ends a write: `ok` acknowledges it, `rejected` has certainly no effect, any other outcome is indeterminate. */
  end(index: number, serial: number, outcome: Outcome): void {
    if (outcome === "ok") this.#acknowledge(index, serial);
    else if (outcome !== "rejected") add(this.#indeterminate, index, serial);
  }

  #acknowledge(index: number, serial: number): void {
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#acknowledged[index] = Math.max(
      this.#acknowledged[index] ?? 0,
      serial,
    );
    const until = this.#sent[index] ?? 0;
    if (until > serial) add(this.#concurrent, index, { serial, until });
    const concurrent = this.#concurrent.get(index);
    if (concurrent) this.#removeSuperseded(index, concurrent);
  }

  /** Removes the writes that ended before an acknowledged write began. */
  #removeSuperseded(
    index: number,
    concurrent: readonly ConcurrentWrite[],
  ): void {
    const last = this.#acknowledged[index] ?? 0;
    const remaining = concurrent.filter(({ until }) => until >= last);
    if (remaining.length > 0) this.#concurrent.set(index, remaining);
    else this.#concurrent.delete(index);
  }

  /** Returns the history of a key under its name. */
  toKeyHistory(index: number, name: string): KeyHistory {
    const acknowledged = this.#acknowledged[index] ?? 0;
    const concurrent = this.#concurrent.get(index) ?? [];
    return {
      key: name,
      writes: this.#counts[index] ?? 0,
      acknowledged,
      sent: this.#sent[index] ?? 0,
      admissibleEarlier: [
        ...this.#indeterminate.get(index) ?? [],
        ...concurrent.map(({ serial }) => serial),
      ].filter((serial) => serial < acknowledged),
    };
  }
}

function add<Item>(lists: Map<number, Item[]>, index: number, item: Item) {
  const list = lists.get(index);
  if (list) list.push(item);
  else lists.set(index, [item]);
}
