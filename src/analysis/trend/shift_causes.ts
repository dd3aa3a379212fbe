/** Changes of level that may have another cause than the version under test. */
import type { Settings } from "../overview/run_settings.ts";
import { settingChanges } from "../overview/run_settings.ts";
import type { Shift } from "./shift.ts";
import { seriesKey, seriesOf, type TrendPoint } from "./trend.ts";

/** Why a change of level cannot be put down to a version. */
export interface OtherCause {
  /**
   * `set-up`: a setting or the environment changed with it. `no-release`: a run beside it was of no numbered version.
   * `wave`: most series shifted at about the same time.
   */
  readonly code: "set-up" | "no-release" | "wave";
  readonly text: string;
}

/** A shift with the causes other than the version that cannot be ruled out; none of them: the version is left. */
export interface JudgedShift extends Shift {
  readonly causes: readonly OtherCause[];
}

export interface CauseOptions {
  /** From `runSettings()`. */
  readonly settings: ReadonlyMap<string, Settings>;
  /**
   * Shifts are at about the same time when the times from the last run at the old level to the first at the new one are at
   * most so far apart. @default {3.5}
   */
  readonly withinDays?: number;
  /** Share of the running series that is most of them, 1 = 100 %. @default {0.5} */
  readonly most?: number;
}

const DAY_MS = 86_400_000;
/** With fewer series beside it a series says nothing of the others. */
const FEWEST_SERIES = 5;
const unstated: Settings = new Map();

/**
 * Judges each shift: whether a setting changed between the two runs on either side of where it began, as the place is known
 * to about a run; whether a version beside it has no digit and so is no release; whether at least `most` of the series that
 * share its `series` value, or of all, shifted within days of it.
 */
export function judgeShifts(
  shifts: readonly Shift[],
  points: readonly TrendPoint[],
  { settings, withinDays = 3.5, most = 0.5 }: CauseOptions,
): JudgedShift[] {
  const all = seriesOf(points);
  const places = new Map(
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
  const waveOf = ({ series, last, first }: Shift): OtherCause[] => {
    const from = Date.parse(last.started_at);
    const to = Date.parse(first.started_at);
    for (const name of [series, null]) {
      const own = (row: { readonly series: string }) =>
        name === null || row.series === name;
      const shifted = new Set(
        moments.filter((other) =>
          own(other) &&
          Math.max(other.from - to, from - other.to) <= withinDays * DAY_MS
        ).map(({ key }) => key),
      );
      // One that shifted days before or after ran as well, though its runs may end or begin in between.
      const running = spans.filter((span) =>
        own(span) &&
        (shifted.has(span.key) || span.from < to && span.to >= to)
      ).length;
      if (running < FEWEST_SERIES || shifted.size < most * running) continue;
      const of = name === null ? "all" : name;
      return [{
        code: "wave",
        text: `${shifted.size} of ${running} series of ${of} shifted together`,
      }];
    }
    return [];
  };
  return shifts.map((shift) => {
    const own = all.get(seriesKey(shift)) ?? [];
    const place = places.get(seriesKey(shift))?.get(shift.first.run_id) ?? 0;
    const beside = own.slice(Math.max(0, place - 2), place + 2);
    const changes = beside.slice(1).flatMap(({ run_id }, i) =>
      settingChanges(
        settings.get(beside[i]!.run_id) ?? unstated,
        settings.get(run_id) ?? unstated,
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
        ...waveOf(shift),
      ],
    };
  });
}

/** Whether a version names a release: it has a number. */
export function isRelease(version: string): boolean {
  return /\d/.test(version);
}
