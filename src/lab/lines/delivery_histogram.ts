/** Counts latencies of whole milliseconds: exactly below about a second, and in buckets of at most 1 % above. */
import type { Histogram } from "../../record/mod.ts";

/** Latencies below have a bucket each, and so many buckets are in each doubling above. */
const EXACT_MS = 1024;
const PER_DOUBLING = 128;
/** Doublings above: up to 24 days. Longer ones count as that. */
const DOUBLINGS = 21;
const BUCKETS = EXACT_MS + DOUBLINGS * PER_DOUBLING;

export class DeliveryHistogram {
  readonly #counts = new Float64Array(BUCKETS);

  /** Adds latencies of some milliseconds; one below 0, by which clocks of processes differ, counts as 0. */
  add(milliseconds: number, count: number): void {
    const bucket = toBucket(milliseconds);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
  }

  /** Adds all latencies of another histogram. */
  addAll(other: DeliveryHistogram): void {
    for (const [bucket, count] of other.#counts.entries()) {
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
    }
  }

  /** Returns the buckets that are not empty, with bounds in seconds. */
  toRows(run_id: string, kind: string): Histogram[] {
    const rows: Histogram[] = [];
    for (const [bucket, count] of this.#counts.entries()) {
      if (count === 0) continue;
      const [lower, upper] = [toLower(bucket), toLower(bucket + 1)];
      rows.push({
        ...{ run_id, kind, count },
        ...{ lower: lower / 1000, upper: upper / 1000 },
      });
    }
    return rows;
  }
}

function toBucket(milliseconds: number): number {
  if (milliseconds < EXACT_MS) return Math.max(0, Math.floor(milliseconds));
  const doubling = Math.floor(Math.log2(milliseconds / EXACT_MS));
  const within = milliseconds / (EXACT_MS * 2 ** doubling) - 1;
  const bucket = EXACT_MS + doubling * PER_DOUBLING +
    Math.floor(within * PER_DOUBLING);
  return Math.min(BUCKETS - 1, bucket);
}

/** Lower bound of a bucket in milliseconds. */
function toLower(bucket: number): number {
  if (bucket <= EXACT_MS) return bucket;
  const doubling = Math.floor((bucket - EXACT_MS) / PER_DOUBLING);
  const within = (bucket - EXACT_MS) % PER_DOUBLING;
  return EXACT_MS * 2 ** doubling * (1 + within / PER_DOUBLING);
}
