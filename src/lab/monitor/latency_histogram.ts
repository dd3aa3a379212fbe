/** Counts latencies in buckets of equal ratio, so that percentiles of any number of them take constant memory. */
import { minimumSamples } from "../../statistics/mod.ts";

/** Buckets in a doubling: bounds differ by 2.2 %, so a percentile is off by 1.1 % at most. */
const PER_DOUBLING = 32;
/** Latencies below a microsecond count as one. */
const MIN_S = 1e-6;
/** Up to 2^34 microseconds, which is over four hours; longer ones count as that. */
const BUCKETS = 34 * PER_DOUBLING;

export class LatencyHistogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #n = 0;
  #min = Infinity;
  #max = 0;

  /** Adds a latency in seconds. */
  add(seconds: number): void {
    const place = Math.log2(Math.max(seconds, MIN_S) / MIN_S) * PER_DOUBLING;
    const bucket = Math.min(BUCKETS - 1, Math.floor(place));
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#n++;
    if (seconds < this.#min) this.#min = seconds;
    if (seconds > this.#max) this.#max = seconds;
  }

  /** Adds all latencies of another histogram. */
  addAll(other: LatencyHistogram): void {
    for (let i = 0; i < BUCKETS; i++) {
      const count = other.#counts[i] ?? 0;
      if (count > 0) this.#counts[i] = (this.#counts[i] ?? 0) + count;
    }
    this.#n += other.#n;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /** Largest latency in seconds; null for none. */
  get max(): number | null {
    return this.#n === 0 ? null : this.#max;
  }

  /**
   * Returns a quantile in seconds, within 1.1 % and among the latencies; null if there are too few latencies for it,
   * by the rule of `quantiles()`.
   */
  quantile(p: number): number | null {
    if (this.#n < minimum(p)) return null;
    const rank = 1 + (this.#n - 1) * p;
    let seen = 0;
    for (let i = 0; i < BUCKETS; i++) {
      seen += this.#counts[i] ?? 0;
      if (seen >= rank) {
        const middle = MIN_S * 2 ** ((i + 0.5) / PER_DOUBLING);
        return Math.max(this.#min, Math.min(this.#max, middle));
      }
    }
    return this.#max;
  }
}

const minimums = new Map<number, number>();

function minimum(p: number): number {
  const known = minimums.get(p) ?? minimumSamples(p);
  minimums.set(p, known);
  return known;
}
