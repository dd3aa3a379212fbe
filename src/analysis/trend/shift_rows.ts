/** Describes shifts in the words of a report, as rows of a table and in prose. */
import { formatDuration, formatPercent } from "../../record/mod.ts";
import { md, type Prose } from "../../report/cells.ts";
import { changeOf } from "./recent_shifts.ts";
import { isRelease, type ShiftWithCauses } from "./shift_causes.ts";

/** A shift in the words of a report; durations in seconds. */
export interface ShiftRow {
  readonly series: string;
  readonly endpoint: string;
  /** Day and release of the first run at the new level. */
  readonly since: string;
  readonly release: string;
  readonly before: number;
  readonly after: number;
  /** after / before, and as a change: `+15 %`. */
  readonly ratio: number;
  readonly change: number;
  readonly changeText: string;
  /** Runs at the new level. */
  readonly runs: number;
  /** Day of the first run back at the old level, or `still there`. */
  readonly gone: string;
}

/** Returns a row for each shift, in order. */
export function shiftRows(shifts: readonly ShiftWithCauses[]): ShiftRow[] {
  return shifts.map((shift) => {
    const { series, before, after, first, back, runs_after } = shift;
    const change = changeOf(shift);
    return {
      ...{ series, before, after, change, runs: runs_after },
      endpoint: endpointOf(shift),
      since: dayOf(first.started_at),
      release: releaseText(first.version),
      ratio: after / before,
      changeText: `${change > 0 ? "+" : ""}${formatPercent(change, 0)}`,
      gone: back === null ? "still there" : dayOf(back.started_at),
    };
  });
}

/** Returns the day of a time: `2026-08-19`. */
export function dayOf(time: string): string {
  return time.slice(0, 10);
}

/** Returns the name of an endpoint: `GET /v3/roles · as admin`. */
export function endpointOf({ kind }: { readonly kind: string }): string {
  return kind.replaceAll("::", " · ");
}

/** Returns a version, or that a run was of no release. */
export function releaseText(version: string): string {
  return isRelease(version) ? version : `no release (${version})`;
}

/** Describes the first endpoints of these shifts: each is named once, each of its series with its own figures. */
export function describeShifts(
  shifts: readonly ShiftWithCauses[],
  most: number,
): Prose[] {
  return [...Map.groupBy(shifts, ({ kind }) => kind)].slice(0, most).map(
    ([kind, [first, ...others]]) =>
      md`**${endpointOf({ kind })}** ${first ? describeSeries(first) : ""}${
        others.map((other) => md`; ${describeSeries(other)}`)
      }`,
  );
}

function describeSeries(
  { series, before, after, runs_after, first, back }: ShiftWithCauses,
): Prose {
  const until = back === null ? "" : `, gone by ${dayOf(back.started_at)}`;
  return md`on ${series}: ${formatDuration(before)} to **${
    formatDuration(after)
  }** in ${runs_after} runs from ${releaseText(first.version)} (${
    dayOf(first.started_at)
  }${until})`;
}
