/** What the panels of `plotShareCurves()` hold, and what of it can be seen. */
import type { KaplanMeier } from "../../statistics/mod.ts";
import { thinSteps } from "./thin_steps.ts";

/** What came to be of the things that one run waited for. */
export interface ShareCurve {
  /** Curves of one series have the same style: `10 cells`. */
  readonly series: string;
  /** `repetition 1`. */
  readonly run: string;
  /** Share that is not there yet, by seconds from zero. */
  readonly curve: KaplanMeier;
}

/** Curves that share a panel. */
export interface SharePanel {
  /** Empty for the only panel. */
  readonly label: string;
  readonly curves: readonly ShareCurve[];
  /** Seconds from zero until which the fault was in place; null for none to draw. */
  readonly healed: number | null;
}

/** Corner of a curve; seconds, and percent that are there. */
export interface Corner {
  readonly seconds: number;
  readonly percent: number;
}

/** A panel ends at most so many times as late as the last thing that came. */
const TIMES_LAST = 3;
/** Corners of a curve over the width of a panel; more could not be told apart. */
const MAX_CORNERS = 200;

/** Returns the corners of a curve that can be told apart, from zero on. */
export function toCorners({ steps }: KaplanMeier, end: number): Corner[] {
  const shown = thinSteps(steps, ({ time }) => time, end / MAX_CORNERS);
  return [
    { seconds: 0, percent: 0 },
    ...shown.map(({ time, survival }) => ({
      seconds: Math.min(time, end),
      percent: 100 * (1 - survival),
    })),
  ];
}

/** Symbols on a curve that comes to 100 %. */
const MARKS = 4;

/**
 * Returns the corners that carry the symbol of a series: curves that lie on each other have theirs at other shares. `place`
 * is the position of the series among `of`.
 */
export function markedCorners(
  corners: readonly Corner[],
  { place, of }: { readonly place: number; readonly of: number },
): Corner[] {
  return Array.from(
    { length: MARKS },
    (_, i) => 100 / MARKS * (i + (place + 0.5) / of),
  )
    .flatMap((percent) =>
      corners.find((corner) => corner.percent >= percent) ?? []
    );
}

/** End of a panel's time axis, in seconds: a long time in which nothing came any more would hide the rest. */
export function endOf({ curves, healed }: SharePanel): number {
  const watched = Math.max(...curves.map(lastTime));
  const last = Math.max(
    healed ?? 0,
    ...curves.flatMap(({ curve }) =>
      curve.steps.findLast(({ ended }) => ended > 0)?.time ?? []
    ),
  );
  const isCut = last > 0 && watched > TIMES_LAST * last;
  return (isCut ? TIMES_LAST * last : watched) || 1;
}

/** Returns for how long the run of a curve was watched, or until all were there, in seconds. */
export function lastTime({ curve }: ShareCurve): number {
  return curve.steps.at(-1)?.time ?? 0;
}
