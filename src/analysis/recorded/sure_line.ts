/** The sure load line: one definition for every record, ours and those of others. */

/** A run at a load. */
export interface LoadRun {
  /** In any unit, the same for all runs. */
  readonly load: number;
  /** Whether every objective held; null where that cannot be told. Invalid runs are left out before. */
  readonly held: boolean | null;
}

export interface SureLine {
  /** Highest load at which runs held and at or below which none broke; null for none. */
  readonly held: number | null;
  /** Runs that held at this load. */
  readonly n: number;
  /** Runs that held at or below it. */
  readonly below: number;
  /** Runs at or below it of which it cannot be told whether they held. */
  readonly untold: number;
  /** Upper bound (one-sided, 95 %) of the share of runs that break at this load, 1 = 100 %; null without a line. */
  readonly bound: number | null;
  /** Lowest load at which a run broke; null when none did. */
  readonly broke: number | null;
  /** Runs that broke at this load, and all of it that were judged. */
  readonly broken: number;
  readonly judged: number;
  /** Runs that held at or above it: there it is chance whether a run holds. */
  readonly contradictions: number;
}

/** Confidence of the bound. */
const CONFIDENCE = 0.95;

/** The sure line of the runs of one configuration, in whatever order they were made. */
export function sureLine(runs: readonly LoadRun[]): SureLine {
  const broken = runs.filter(({ held }) => held === false);
  const held = runs.filter(({ held }) => held === true);
  const broke = broken.length === 0
    ? null
    : Math.min(...broken.map(({ load }) => load));
  const good = held.filter(({ load }) => broke === null || load < broke);
  const line = good.length === 0
    ? null
    : Math.max(...good.map(({ load }) => load));
  const at = (all: readonly LoadRun[], load: number | null) =>
    all.filter((run) => run.load === load).length;
  const n = at(good, line);
  return {
    held: line,
    n,
    below: good.length,
    untold:
      runs.filter(({ held, load }) =>
        held === null && line !== null && load <= line
      ).length,
    bound: line === null ? null : mostBreaks(n),
    broke,
    broken: at(broken, broke),
    judged: at(broken, broke) + at(held, broke),
    contradictions: held.length - good.length,
  };
}

/**
 * Upper bound of a share of which none was seen among n: that of Clopper and Pearson with no event, 1 − (1 − c)^(1/n), about
 * 3/n for many (the "rule of three": Hanley and Lippman-Hand, JAMA 249, 1983). 1 for no run.
 */
export function mostBreaks(n: number): number {
  return n === 0 ? 1 : 1 - (1 - CONFIDENCE) ** (1 / n);
}
