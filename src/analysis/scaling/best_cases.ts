/** Which configuration is the best, and how sure that is: whole rows, never the best of each column. */
import { bestOf } from "../../statistics/mod.ts";
import { type ScaleCell, scaleSessions } from "./scale_cells.ts";

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

/** A case among others of its session. */
export interface RankedCase {
  readonly cell: ScaleCell;
  /**
   * Share of bootstrap resamples of the repetitions in which this case has the highest median throughput of all cases of the
   * session, so that it pays for having been searched for; null when one of them has fewer than `fewestRepetitions`, so that
   * nobody knows how it varies.
   */
  readonly probability: number | null;
}

/** The cases of one session, which share the state of the machine. */
export interface SessionRanking {
  readonly session: string;
  /** Cases of the session with a run that is ok. */
  readonly cases: number;
  /** The best first. */
  readonly ranked: readonly RankedCase[];
}

/**
 * Repetitions of each case from which it can be said how sure a first place is: even when none overlap, a rank test of three
 * against three has p = 0.1, of four against four p = 0.03.
 */
export const fewestRepetitions = 4;

export interface RankOptions {
  /** How many of the best to list. @default {5} */
  readonly most?: number;
}

/**
 * The cases with the highest median throughput of each session, the session with most cases first. Cases are never ranked over
 * sessions: one that a faster day ran would win.
 */
export function bestCases(
  cells: readonly ScaleCell[],
  { most = 5 }: RankOptions = {},
): SessionRanking[] {
  return scaleSessions(cells).map(({ session, cells }) => {
    const ranked = cells.toSorted((a, b) =>
      (b.throughput ?? 0) - (a.throughput ?? 0)
    );
    const enough = ranked.every(({ throughputs }) =>
      throughputs.length >= fewestRepetitions
    );
    const chances = enough
      ? bestOf(ranked.map(({ throughputs }) => throughputs))
      : [];
    return {
      session,
      cases: ranked.length,
      ranked: ranked.slice(0, most).map((cell, i) => ({
        cell,
        probability: chances[i]?.probability ?? null,
      })),
    };
  });
}

/** Other cases of the session with a repetition that was no slower than the slowest of this one: its lead may be luck. */
export function rivalsOf(
  cell: ScaleCell,
  cells: readonly ScaleCell[],
): ScaleCell[] {
  const slowest = Math.min(...cell.throughputs);
  return cells.filter((other) =>
    other !== cell && other.session === cell.session &&
    other.throughputs.some((rate) => rate >= slowest)
  );
}
