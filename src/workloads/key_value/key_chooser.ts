/** Chooses the keys to write and read. */
import type { LoadPlan } from "./load_plan.ts";

/** Returns the name of a key: letters, digits and `-` only, which need no escaping in a path, in JSON and in RESP. */
export function toKey(index: number): string {
  return `key-${index}`;
}

/**
 * Chooses among the keys of one thread, and tracks which of them can be read. With several threads the distribution
 * holds within the keys of each.
 */
export class KeyChooser {
  readonly #choose: () => number;
  readonly #random: () => number;
  /** Indexes of acknowledged keys, in the order of their first acknowledgement. */
  readonly #acknowledged: number[] = [];
  /** 1 at the index of each acknowledged key. */
  readonly #isAcknowledged: Uint8Array;

  constructor(
    { keys, key_distribution }: Pick<LoadPlan, "keys" | "key_distribution">,
    random: () => number,
  ) {
    this.#random = random;
    this.#choose = key_distribution === "uniform"
      ? () => Math.floor(random() * keys)
      : zipfian(keys, random);
    this.#isAcknowledged = new Uint8Array(keys);
  }

  /** Returns the index of a key to write. */
  next(): number {
    return this.#choose();
  }

  /**
   * Returns the index of a key to read, of which a write was acknowledged; null while there is none. If the
   * distribution chooses another key, an acknowledged one is drawn uniformly instead.
   */
  nextAcknowledged(): number | null {
    const chosen = this.#choose();
    if (this.#isAcknowledged[chosen] === 1) return chosen;
    const { length } = this.#acknowledged;
    return this.#acknowledged[Math.floor(this.#random() * length)] ?? null;
  }

  /** Marks a key as acknowledged. */
  acknowledge(index: number): void {
    if (this.#isAcknowledged[index] === 1) return;
    this.#isAcknowledged[index] = 1;
    this.#acknowledged.push(index);
  }

  get acknowledged(): readonly number[] {
    return this.#acknowledged;
  }
}

/** Exponent of YCSB's request distribution: of 1,000 keys the most popular gets one request in eight. */
const THETA = 0.99;

/**
 * Draws indexes by popularity, 0 the most popular: Gray et al., Quickly Generating Billion-Record Synthetic
 * Databases, SIGMOD 1994, section 3.2, as YCSB uses it.
 */
function zipfian(n: number, random: () => number): () => number {
  let zeta = 0;
  for (let i = 1; i <= n; i++) zeta += 1 / i ** THETA;
  const alpha = 1 / (1 - THETA);
  const two = 1 + 0.5 ** THETA;
  const eta = (1 - (2 / n) ** (1 - THETA)) / (1 - two / zeta);
  return () => {
    const u = random();
    const uz = u * zeta;
    if (uz < 1) return 0;
    if (uz < two) return Math.min(1, n - 1);
    return Math.min(n - 1, Math.floor(n * (eta * u - eta + 1) ** alpha));
  };
}
