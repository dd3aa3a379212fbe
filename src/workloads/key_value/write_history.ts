/** Which writes of each key were acknowledged, and what may stand in it after them. */
import type { Outcome } from "../../record/mod.ts";

/** What is known of a key of which at least one write was acknowledged, when none is under way any more. */
export interface Written {
  readonly key: string;
  /** How many writes of it were acknowledged. */
  readonly writes: number;
  /** Serials of the last write that was acknowledged, and of the last that was sent, which nobody may have heard of. */
  readonly acknowledged: number;
  readonly sent: number;
  /**
   * Serials before `acknowledged` that may stand in the key all the same: of writes that were never acknowledged, which may
   * take effect at any time, and of those that were acknowledged while a write was under way that none came after.
   */
  readonly unordered: readonly number[];
}

/**
 * Whether a read after all writes may find the value of the write with this serial. It may not where that write was
 * acknowledged before another began that was acknowledged too: the later one was lost. 0 stands for a value without a serial.
 */
export function mayStand(
  serial: number,
  { acknowledged, sent, unordered }: Written,
): boolean {
  return serial === 0 || (serial >= acknowledged && serial <= sent) ||
    unordered.includes(serial);
}

/** A write that was acknowledged when others of its key were under way. */
interface Overlapped {
  readonly serial: number;
  /** The last write that had been sent then: all that have a higher serial came after it. */
  readonly until: number;
}

/** Writes of the keys of one thread, by index of the key. Those of one key have serials from 1, in the order they begin. */
export class Writes {
  readonly #sent: Uint32Array;
  readonly #acknowledged: Uint32Array;
  readonly #counts: Uint32Array;
  /** Serials of writes that may or may not have been done. */
  readonly #doubtful = new Map<number, number[]>();
  readonly #overlapped = new Map<number, Overlapped[]>();

  constructor(keys: number) {
    this.#sent = new Uint32Array(keys);
    this.#acknowledged = new Uint32Array(keys);
    this.#counts = new Uint32Array(keys);
  }

  /** Begins a write of a key, and gives it its serial. */
  begin(index: number): number {
    const serial = (this.#sent[index] ?? 0) + 1;
    this.#sent[index] = serial;
    return serial;
  }

  /** Ends it; only `ok` is an acknowledgement, and only what was `rejected` was certainly not done. */
  end(index: number, serial: number, outcome: Outcome): void {
    if (outcome === "ok") this.#acknowledge(index, serial);
    else if (outcome !== "rejected") add(this.#doubtful, index, serial);
  }

  #acknowledge(index: number, serial: number): void {
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#acknowledged[index] = Math.max(
      this.#acknowledged[index] ?? 0,
      serial,
    );
    const until = this.#sent[index] ?? 0;
    if (until > serial) add(this.#overlapped, index, { serial, until });
    const overlapped = this.#overlapped.get(index);
    if (overlapped) this.#forget(index, overlapped);
  }

  /** Leaves out those that a write came after which was acknowledged. */
  #forget(index: number, overlapped: readonly Overlapped[]): void {
    const last = this.#acknowledged[index] ?? 0;
    const left = overlapped.filter(({ until }) => until >= last);
    if (left.length > 0) this.#overlapped.set(index, left);
    else this.#overlapped.delete(index);
  }

  /** What is known of a key; `name` is what it is called. */
  written(index: number, name: string): Written {
    const acknowledged = this.#acknowledged[index] ?? 0;
    const overlapped = this.#overlapped.get(index) ?? [];
    return {
      key: name,
      writes: this.#counts[index] ?? 0,
      acknowledged,
      sent: this.#sent[index] ?? 0,
      unordered: [
        ...this.#doubtful.get(index) ?? [],
        ...overlapped.map(({ serial }) => serial),
      ].filter((serial) => serial < acknowledged),
    };
  }
}

function add<Item>(lists: Map<number, Item[]>, index: number, item: Item) {
  const list = lists.get(index);
  if (list) list.push(item);
  else lists.set(index, [item]);
}
