/** Which keys are written and read. */
import type { LoadPlan } from "./load_plan.ts";

/** Name of the key at an index: letters, digits and `-` only, which is the same in a path, in JSON and in RESP. */
export function toKey(index: number): string {
  return `key-${index}`;
}

/**
 * Chooses among the keys of one thread, and knows which of them a read may ask for. With several threads the distribution
 * holds within the keys of each.
 */
export class Keys {
  readonly #choose: () => number;
  readonly #random: () => number;
  readonly #known: number[] = [];
  readonly #acknowledged: Uint8Array;

  constructor(
    { keys, key_distribution }: Pick<LoadPlan, "keys" | "key_distribution">,
    random: () => number,
  ) {
    this.#random = random;
    this.#choose = key_distribution === "uniform"
      ? () => Math.floor(random() * keys)
      : zipfian(keys, random);
    this.#acknowledged = new Uint8Array(keys);
  }

  /** Index of a key to write. */
  next(): number {
    return this.#choose();
  }

  /**
   * Index of a key to read, whose write was acknowledged; null while there is none. Keys that the distribution chooses and
   * nobody has written yet are replaced by one that was.
   */
  nextKnown(): number | null {
    const chosen = this.#choose();
    if (this.#acknowledged[chosen] === 1) return chosen;
    const { length } = this.#known;
    return this.#known[Math.floor(this.#random() * length)] ?? null;
  }

  /** Says that a write of the key was acknowledged. */
  acknowledge(index: number): void {
    if (this.#acknowledged[index] === 1) return;
    this.#acknowledged[index] = 1;
    this.#known.push(index);
  }

  /** Indexes of all keys that were acknowledged, in the order they first were. */
  get acknowledged(): readonly number[] {
    return this.#known;
  }
}

/** Exponent of YCSB's request distribution: of 1,000 keys the most wanted gets one request in eight. */
const THETA = 0.99;

/**
 * Indexes by popularity, 0 the most wanted: Gray et al., Quickly Generating Billion-Record Synthetic Databases, SIGMOD 1994,
 * section 3.2, as YCSB uses it.
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
