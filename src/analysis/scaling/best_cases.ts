/** Ranks configurations by throughput, with the probability of the rank: whole rows, never the best of each column. */
import { bestOf } from "../../statistics/mod.ts";
import { type ScaleCell, scaleSessions } from "./scale_cells.ts";

/** Options of `sweetSpots`. */
export interface SweetSpotOptions {
  /** Success rate that the lower bound of the interval must exceed, 1 = 100 %. @default {0.99} */
  readonly success?: number;
  /** Successful operations a second that every repetition must exceed. @default {0} */
  readonly rate?: number;
}

/** Returns the cases whose lower bound of the success rate, and every repetition, exceed the minimum. */
export function sweetSpots(
  cells: readonly ScaleCell[],
  { success = 0.99, rate = 0 }: SweetSpotOptions = {},
): ScaleCell[] {
  return cells.filter(({ throughputs, lower }) =>
    throughputs.length > 0 && lower > success &&
    throughputs.every((throughput) => throughput > rate)
  );
}

/** Rank of a case within its session. */
export interface RankedCase {
  readonly cell: ScaleCell;
  /**
   * Share of bootstrap resamples of the repetitions in which this case has the highest median throughput of all cases
   * of the session, which allows for the selection of the best; null when one of the cases has fewer than
   * `MIN_RANKED_REPETITIONS`, too few to estimate its variance.
   */
  readonly probability: number | null;
}

/** Ranking of the cases of one session, which share the state of the machine. */
export interface SessionRanking {
  readonly session: string;
  /** Cases of the session with a run that is ok. */
  readonly cases: number;
  /** Best first. */
  readonly ranked: readonly RankedCase[];
}

/**
 * Minimum repetitions of each case for a probability of the first place: even without overlap, a rank test of three
 * against three has p = 0.1, of four against four p = 0.03.
 */
export const MIN_RANKED_REPETITIONS = 4;

/** Options of `bestCases`. */
export interface RankOptions {
  /** Maximum number of cases to list. @default {5} */
  readonly limit?: number;
}

/**
 * Returns the cases with the highest median throughput of each session, the session with most cases first. Cases are
 * never ranked across sessions: a case measured on a faster day would win.
 */
export function bestCases(
  cells: readonly ScaleCell[],
  { limit = 5 }: RankOptions = {},
): SessionRanking[] {
  return scaleSessions(cells).map(({ session, cells }) => {
    const ranked = cells.toSorted((a, b) =>
      (b.throughput ?? 0) - (a.throughput ?? 0)
    );
    const enough = ranked.every(({ throughputs }) =>
      throughputs.length >= MIN_RANKED_REPETITIONS
    );
    const probabilities = enough
      ? bestOf(ranked.map(({ throughputs }) => throughputs))
      : [];
    return {
      session,
      cases: ranked.length,
      ranked: ranked.slice(0, limit).map((cell, i) => ({
        cell,
        probability: probabilities[i]?.probability ?? null,
      })),
    };
  });
}

/** Returns the cases of the session with a repetition at least as fast as the slowest of `cell`. */
export function closeCompetitors(
  cell: ScaleCell,
  cells: readonly ScaleCell[],
): ScaleCell[] {
  const slowest = Math.min(...cell.throughputs);
  return cells.filter((other) =>
    other !== cell && other.session === cell.session &&
    other.throughputs.some((rate) => rate >= slowest)
  );
}
