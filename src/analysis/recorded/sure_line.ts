/** The sure load line: the definition of sustainable load for our own and for imported records. */

/** The result of one run. */
export interface LoadRun {
  /** In any unit, the same for all runs. */
  readonly load: number;
  /** True if all objectives were met; null if unknown. Callers exclude invalid runs. */
  readonly held: boolean | null;
}

/** A sure line. A run "holds" if it meets all objectives and "breaks" if it misses one. */
export interface SureLine {
  /** Highest load at which runs held and at or below which none broke; null if there is none. */
  readonly held: number | null;
  /** Runs that held at this load. */
  readonly n: number;
  /** Runs that held at or below this load. */
  readonly below: number;
  /** Runs at or below this load whose result is unknown. */
  readonly unknown: number;
  /** Upper bound (one-sided, 95 %) of the share of runs that break at `held`, 1 = 100 %; null without a line. */
  readonly bound: number | null;
  /** Lowest load at which a run broke; null if none did. */
  readonly broke: number | null;
  /** Runs that broke at load `broke`, and runs at it with a known result. */
  readonly broken: number;
  readonly judged: number;
  /** Runs that held at or above `broke`: in that range the result is up to chance. */
  readonly contradictions: number;
}

/** Confidence of the bound. */
const CONFIDENCE = 0.95;

/** Computes the sure line from the runs of one configuration, in any order. */
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
  const countAt = (all: readonly LoadRun[], load: number | null) =>
    all.filter((run) => run.load === load).length;
  const n = countAt(good, line);
  return {
    held: line,
    n,
    below: good.length,
    unknown:
      runs.filter(({ held, load }) =>
        held === null && line !== null && load <= line
      ).length,
    bound: line === null ? null : maxBreakShare(n),
    broke,
    broken: countAt(broken, broke),
    judged: countAt(broken, broke) + countAt(held, broke),
    contradictions: held.length - good.length,
  };
}

/**
 * Returns the upper bound of the share of breaks after n runs without one: Clopper and Pearson with no event,
 * 1 − (1 − c)^(1/n), about 3/n for large n ("rule of three": Hanley and Lippman-Hand, JAMA 249, 1983). 1 if n is 0.
 */
export function maxBreakShare(n: number): number {
  return n === 0 ? 1 : 1 - (1 - CONFIDENCE) ** (1 / n);
}
