/** Which configuration is the best, and how sure that is: whole rows, never the best of each column. */
import { bestOf } from "../statistics/mod.ts";
import type { ScaleCell } from "./scale_cells.ts";

export interface SweetSpotOptions {
  /** Success rate that the lower end of its interval must exceed, 1 = 100 %. @default {0.99} */
  readonly success?: number;
  /** Successful operations a second that every repetition must exceed. @default {0} */
  readonly rate?: number;
}

/** Cases that surely succeed often enough, and were fast enough in every repetition. */
export function sweetSpots(
  cells: readonly ScaleCell[],
  { success = 0.99, rate = 0 }: SweetSpotOptions = {},
): ScaleCell[] {
  return cells.filter(({ throughputs, lower }) =>
    throughputs.length > 0 && lower > success &&
    throughputs.every((throughput) => throughput > rate)
  );
}

/** A case among others. */
export interface RankedCase {
  readonly cell: ScaleCell;
  /**
   * Share of bootstrap resamples of the repetitions in which this case has the highest median throughput; null when one of
   * the compared cases has fewer than `fewestRepetitions`, so that nobody knows how it varies.
   */
  readonly probability: number | null;
}

/**
 * Repetitions of each case from which it can be said how sure a first place is: even when none overlap, a rank test of three
 * against three has p = 0.1, of four against four p = 0.03.
 */
export const fewestRepetitions = 4;

export interface RankOptions {
  /** How many of the best to compare with each other. @default {5} */
  readonly most?: number;
}

/** The cases with the highest median throughput, the best first. */
export function bestCases(
  cells: readonly ScaleCell[],
  { most = 5 }: RankOptions = {},
): RankedCase[] {
  const ranked = cells.filter(({ throughput }) => throughput !== null)
    .toSorted((a, b) => (b.throughput ?? 0) - (a.throughput ?? 0))
    .slice(0, most);
  if (ranked.length === 0) return [];
  const chances = bestOf(ranked.map(({ throughputs }) => throughputs));
  const enough = ranked.every(({ throughputs }) =>
    throughputs.length >= fewestRepetitions
  );
  return ranked.map((cell, i) => ({
    cell,
    probability: enough ? chances[i]?.probability ?? null : null,
  }));
}

/** Other cases with a repetition that was no slower than the slowest of this one: its lead over them may be luck. */
export function rivalsOf(
  cell: ScaleCell,
  cells: readonly ScaleCell[],
): ScaleCell[] {
  const slowest = Math.min(...cell.throughputs);
  return cells.filter((other) =>
    other !== cell && other.throughputs.some((rate) => rate >= slowest)
  );
}
