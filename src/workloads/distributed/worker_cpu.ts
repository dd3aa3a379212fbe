/** How busy a worker was: one process of Locust uses one core at most. */
import { formatPercent } from "../../record/mod.ts";

/** Share of a core from which Locust warns, and the lines, of one a second, over which it is a mean, as in Locust. */
const BUSY = 0.9;
const BUSY_LINES = 5;

/** What all lines of a worker tell. */
export interface WorkerCpu {
  /** Cores in use in the last lines; null before the first, which covers the start of the program. */
  readonly recent: readonly number[] | null;
  /** Highest mean of as many lines as Locust takes; null for fewer. */
  readonly busiest: number | null;
  /** Whether Locust itself has warned. */
  readonly warned: boolean;
}

export const unknownCpu: WorkerCpu = {
  ...{ recent: null, busiest: null, warned: false },
};

/** Adds the cores in use since the line before. */
export function addShare(
  { recent, busiest, warned }: WorkerCpu,
  line: { readonly cpu: number; readonly warned: boolean },
): WorkerCpu {
  const isWarned = warned || line.warned;
  if (recent === null) return { recent: [], busiest, warned: isWarned };
  const last = [...recent, line.cpu].slice(-BUSY_LINES);
  const mean = last.reduce((sum, one) => sum + one, 0) / BUSY_LINES;
  return {
    recent: last,
    busiest: last.length < BUSY_LINES ? busiest : Math.max(busiest ?? 0, mean),
    warned: isWarned,
  };
}

/** Returns the most that it used: `at most 45 % of a core over 5 s`; empty if it ran for less. */
export function describeCpu({ busiest }: WorkerCpu): string {
  return busiest === null
    ? ""
    : `at most ${formatPercent(busiest, 0)} of a core over ${BUSY_LINES} s`;
}

/** Returns a warning, as code and message, on a worker without room; null if it had some. */
export function judgeCpu(
  worker: string,
  { busiest, warned }: WorkerCpu,
): readonly [code: string, message: string] | null {
  if (!warned && (busiest ?? 0) <= BUSY) return null;
  const used = busiest === null
    ? ""
    : `, of which it used up to ${
      formatPercent(busiest, 0)
    } over ${BUSY_LINES} s`;
  return [
    "worker-saturated",
    `${worker} was near the limit of its core${used}: Locust warns above ${
      formatPercent(BUSY, 0)
    }, as latencies are then the worker's own; use more workers`,
  ];
}
