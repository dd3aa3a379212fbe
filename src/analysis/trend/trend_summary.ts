/** Summaries of a trend: what hinders a verdict, how noisy its series are, and which are too short. */
import { median } from "../../statistics/mod.ts";
import type { Noise } from "./noise.ts";
import type { OtherCause, ShiftWithCauses } from "./shift_causes.ts";
import { seriesOf, type TrendPoint } from "./trend.ts";

const causeNames: Readonly<Record<OtherCause["code"], string>> = {
  "set-up": "a setting changed",
  "no-release": "a run of no release",
  coincident: "most series shifted",
};

/** The shifts with one kind of cause other than a release. */
export interface CauseCount {
  readonly cause: string;
  readonly shifts: number;
  /** Start of the latest of them, and what was recorded then; empty for none. */
  readonly latest: string;
  readonly example: string;
}

/** Counts shifts by kind of cause; a shift may have several. */
export function countCauses(shifts: readonly ShiftWithCauses[]): CauseCount[] {
  const kinds = Object.entries(causeNames) as [OtherCause["code"], string][];
  return kinds.map(([code, cause]) => {
    const own = shifts.flatMap(({ first, causes }) =>
      causes.filter((other) => other.code === code).slice(0, 1)
        .map(({ text }) => ({ started_at: first.started_at, text }))
    ).toSorted((a, b) => a.started_at < b.started_at ? 1 : -1);
    return {
      cause,
      shifts: own.length,
      latest: own[0]?.started_at ?? "",
      example: own[0]?.text ?? "",
    };
  });
}

/** Noise over all series of one value of `series`, 1 = 100 %. */
export interface NoiseSummary {
  readonly series: string;
  /** Series, and their runs. */
  readonly count: number;
  readonly runs: number;
  /** Medians over the series; `worst` is the highest noise between runs. Null where no series has any. */
  readonly within: number | null;
  readonly between: number | null;
  readonly worst: number | null;
}

/** Summarises noise by `series`. */
export function summariseNoise(noises: readonly Noise[]): NoiseSummary[] {
  return [...Map.groupBy(noises, ({ series }) => series)].map(
    ([series, group]) => {
      const within = group.flatMap(({ within }) => within ?? []);
      const between = group.flatMap(({ between }) => between ?? []);
      return {
        series,
        count: group.length,
        runs: group.reduce((sum, { runs }) => sum + runs, 0),
        within: within.length > 0 ? median(within) : null,
        between: between.length > 0 ? median(between) : null,
        worst: between.length > 0
          ? between.reduce((a, b) => Math.max(a, b))
          : null,
      };
    },
  );
}

/** A series with few runs. */
export interface ShortSeries {
  readonly series: string;
  readonly kind: string;
  readonly runs: number;
  readonly from: string;
  readonly to: string;
}

/** Returns the series with fewer runs than the two levels of a step need, the shortest first. */
export function shortSeries(
  points: readonly TrendPoint[],
  { minimumSegment }: { readonly minimumSegment: number },
): ShortSeries[] {
  return [...seriesOf(points).values()]
    .filter((own) => own.length < 2 * minimumSegment)
    .toSorted((a, b) => a.length - b.length)
    .flatMap((own) =>
      own.slice(0, 1).map(({ series, kind, started_at }) => ({
        series,
        kind,
        runs: own.length,
        from: started_at,
        to: own.at(-1)?.started_at ?? started_at,
      }))
    );
}
