/** Users by how they felt, of `n` in all: the others were frustrated. */
export interface Satisfaction {
  /** Operations answered within the target. */
  readonly satisfied: number;
  /** Operations answered later, within four times the target. */
  readonly tolerating: number;
  readonly n: number;
}

/** Ratings of the Apdex specification, each with its least score. */
const ratings = [
  ["excellent", 0.94],
  ["good", 0.85],
  ["fair", 0.7],
  ["poor", 0.5],
  ["unacceptable", 0],
] as const;

/** Rating of a score in one word. */
export type ApdexRating = (typeof ratings)[number][0];

/** Apdex score with its rating; both null without an operation. */
export interface Apdex {
  /** 1 if all users were satisfied, 0 if all were frustrated. */
  readonly score: number | null;
  readonly rating: ApdexRating | null;
  /** True for fewer than 100 operations, for which the specification marks a score. */
  readonly small: boolean;
}

/** Multiple of the target up to which users tolerate a latency. */
export const APDEX_TOLERATED = 4;

const MIN_OPERATIONS = 100;

/**
 * Computes the Apdex score: satisfied users count one, tolerating ones half, frustrated ones, whose operations failed or
 * took longer than four times the target, nothing (Apdex Alliance, Application Performance Index Technical Specification
 * 1.1, 2007). No npm package computes it from counts alone: Artillery's plugin needs its runner.
 * Throws `RangeError` for arguments that are not counts.
 *
 * @example
 * ```ts
 * import { apdex } from "loadline/statistics";
 *
 * apdex({ satisfied: 60, tolerating: 30, n: 100 }).score; // 0.75
 * ```
 */
export function apdex({ satisfied, tolerating, n }: Satisfaction): Apdex {
  const counts = [satisfied, tolerating, n - satisfied - tolerating];
  if (counts.some((count) => !(Number.isSafeInteger(count) && count >= 0))) {
    throw new RangeError(
      `Cannot compute Apdex as these are no counts of ${n}: ${satisfied} satisfied, ${tolerating} tolerating`,
    );
  }
  if (n === 0) return { score: null, rating: null, small: true };
  const score = (satisfied + tolerating / 2) / n;
  // The specification rates the score as it is printed, with two decimals.
  const printed = Math.round(score * 100) / 100;
  const rating = ratings.find(([, least]) => printed >= least)?.[0] ?? null;
  return { score, rating, small: n < MIN_OPERATIONS };
}
