/** The metrics of platforms that were left alone, by size and length of the soak: the same rows for figures and answers. */
import { formatDuration } from "../../../record/mod.ts";
import type { Store } from "../../../store/mod.ts";
import type { Point } from "../../series/counter.ts";
import {
  type SeriesSummary,
  seriesSummary,
} from "../../series/series_summary.ts";
import {
  type PlatformSeries,
  platformSeries,
} from "../runs/platform_series.ts";
import type { PlatformRun } from "../runs/platform_runs.ts";
import { RUNNING_METRIC } from "./fill_levels.ts";
import {
  soakMetrics,
  type SoakRow,
  soakSpan,
  toSoakRows,
} from "./soak_rows.ts";
import { cellCount } from "../runs/cell_count.ts";
import { fillText } from "../runs/fill_text.ts";

const DAY_S = 86_400;

/** A soak with what it sampled, also while the platform was filled. */
export interface SoakRun {
  readonly run: PlatformRun;
  /** `100 cells for 1 day`; runs of one name are repetitions. */
  readonly name: string;
  /** Seconds since 1970. */
  readonly span: { readonly from: number; readonly until: number };
  readonly series: readonly PlatformSeries[];
  readonly rows: readonly SoakRow[];
}

/** One metric over all soaks of one name. Values in the unit of the metric. */
export interface SoakSummary extends SeriesSummary {
  readonly name: string;
  readonly n: number;
  readonly runs: number;
}

/** Reads the soaks of runs that count, the smallest platform first; runs without one are left out. */
export async function soakRuns(
  store: Store,
  runs: readonly PlatformRun[],
): Promise<SoakRun[]> {
  const soaks: SoakRun[] = [];
  for (const run of runs) {
    const span = run.status === "ok" ? soakSpan(run) : null;
    if (span === null) continue;
    const series = await platformSeries(store, run.run_id, [
      ...soakMetrics,
      RUNNING_METRIC,
    ]);
    soaks.push({
      ...{ run, span, series, name: soakName(run, span) },
      rows: toSoakRows(run.run_id, { series, span }),
    });
  }
  return soaks.toSorted((a, b) =>
    (a.run.cells ?? 0) - (b.run.cells ?? 0) ||
    (a.run.fill ?? 1) - (b.run.fill ?? 1) ||
    lengthOf(a) - lengthOf(b) || a.run.repetition - b.run.repetition
  );
}

/** Returns the seconds of a soak. */
export function lengthOf({ span }: Pick<SoakRun, "span">): number {
  return span.until - span.from;
}

/** Returns `7 days`, or `10 min` for what is shorter than half a day. */
export function soakLength(seconds: number): string {
  const days = Math.round(seconds / DAY_S);
  return days === 0
    ? formatDuration(Math.round(seconds))
    : `${days} ${days === 1 ? "day" : "days"}`;
}

/** Returns `100 cells for 1 day`, with the fill unless all of the push mix was pushed. */
function soakName(
  { cells, fill }: PlatformRun,
  span: SoakRun["span"],
): string {
  const size = cells === null ? "a platform" : cellCount(cells);
  return [`${size} for ${soakLength(lengthOf({ span }))}`, fillText(fill)]
    .filter((part) => part !== "").join(", ");
}

/** Returns the values of a metric during a soak, in order of time. */
export function soakPoints(
  { series, span }: SoakRun,
  metric: string,
): Point[] {
  return series.filter((one) => one.metric === metric)
    .flatMap(({ points }) => points)
    .filter(({ at }) => at >= span.from && at < span.until);
}

/** Summarises a metric over the soaks of each name, in their order; one without a value is left out. */
export function summariseSoaks(
  soaks: readonly SoakRun[],
  metric: string,
): SoakSummary[] {
  return [...Map.groupBy(soaks, ({ name }) => name)].flatMap(([name, own]) => {
    const points = own.flatMap((soak) => soakPoints(soak, metric));
    const summary = seriesSummary(points);
    return summary === null
      ? []
      : [{ ...summary, name, n: points.length, runs: own.length }];
  });
}
