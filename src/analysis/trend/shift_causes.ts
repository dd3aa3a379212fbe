/** Possible causes of shifts other than the version under test. */
import type { Settings } from "../overview/run_settings.ts";
import { settingChanges } from "../overview/run_settings.ts";
import type { Shift } from "./shift.ts";
import { seriesKey, seriesOf, type TrendPoint } from "./trend.ts";

/** Reason not to attribute a shift to a version. */
export interface OtherCause {
  /**
   * `set-up`: a setting or the environment changed with it. `no-release`: a run next to it has no numbered version.
   * `coincident`: most series shifted at about the same time.
   */
  readonly code: "set-up" | "no-release" | "coincident";
  readonly text: string;
}

/** A shift with its possible causes other than the version; empty if only the version remains. */
export interface ShiftWithCauses extends Shift {
  readonly causes: readonly OtherCause[];
}

const DAY_MS = 86_400_000;
/** Maximum distance between the spans of coincident shifts, from last old to first new run. */
const COINCIDENCE_DAYS = 3.5;
/** Minimum share of the running series that must shift together, 1 = 100 %. */
const COINCIDENCE_SHARE = 0.5;
/** Minimum number of running series for a coincidence to be evidence. */
const MIN_SERIES = 5;
const noSettings: Settings = new Map();

/**
 * Checks each shift, with the settings of `runSettings()`: a setting changed between the two runs on either side of its
 * start, whose position is known to about one run; a version next to it has no digit and so is no release; at least
 * `COINCIDENCE_SHARE` of the series with its `series` value, or of all, shifted within `COINCIDENCE_DAYS` of it.
 */
export function findShiftCauses(
  shifts: readonly Shift[],
  points: readonly TrendPoint[],
  settings: ReadonlyMap<string, Settings>,
): ShiftWithCauses[] {
  const all = seriesOf(points);
  const positions = new Map(
    [...all].map(([key, points]) => [
      key,
      new Map(points.map(({ run_id }, i) => [run_id, i])),
    ]),
  );
  const spans = [...all].map(([key, points]) => ({
    key,
    series: points[0]!.series,
    from: Date.parse(points[0]!.started_at),
    to: Date.parse(points.at(-1)!.started_at),
  }));
  const moments = shifts.map((shift) => ({
    key: seriesKey(shift),
    series: shift.series,
    from: Date.parse(shift.last.started_at),
    to: Date.parse(shift.first.started_at),
  }));
  const findCoincidence = ({ series, last, first }: Shift): OtherCause[] => {
    const from = Date.parse(last.started_at);
    const to = Date.parse(first.started_at);
    for (const name of [series, null]) {
      const isIncluded = (row: { readonly series: string }) =>
        name === null || row.series === name;
      const shifted = new Set(
        moments.filter((other) =>
          isIncluded(other) &&
          Math.max(other.from - to, from - other.to) <=
            COINCIDENCE_DAYS * DAY_MS
        ).map(({ key }) => key),
      );
      // A series that shifted days before or after counts as running, even if its runs end or begin in between.
      const running = spans.filter((span) =>
        isIncluded(span) &&
        (shifted.has(span.key) || span.from < to && span.to >= to)
      ).length;
      if (running < MIN_SERIES || shifted.size < COINCIDENCE_SHARE * running) {
        continue;
      }
      const of = name === null ? "all" : name;
      return [{
        code: "coincident",
        text: `${shifted.size} of ${running} series of ${of} shifted together`,
      }];
    }
    return [];
  };
  return shifts.map((shift) => {
    const runs = all.get(seriesKey(shift)) ?? [];
    const start = positions.get(seriesKey(shift))?.get(shift.first.run_id) ?? 0;
    const neighbours = runs.slice(Math.max(0, start - 2), start + 2);
    const changes = neighbours.slice(1).flatMap(({ run_id }, i) =>
      settingChanges(
        settings.get(neighbours[i]!.run_id) ?? noSettings,
        settings.get(run_id) ?? noSettings,
      )
    );
    const versions = [shift.last.version, shift.first.version];
    const unnumbered = versions.find((version) =>
      version !== "" && !isRelease(version)
    );
    return {
      ...shift,
      causes: [
        ...(changes.length > 0
          ? [
            { code: "set-up", text: [...new Set(changes)].join(", ") } as const,
          ]
          : []),
        ...(unnumbered !== undefined
          ? [
            {
              code: "no-release",
              text: `a run of '${unnumbered}', which is no release`,
            } as const,
          ]
          : []),
        ...findCoincidence(shift),
      ],
    };
  });
}

/** Checks that a version names a release: it has a digit. */
export function isRelease(version: string): boolean {
  return /\d/.test(version);
}
