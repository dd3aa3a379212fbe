/**
 * How long loops and requests of a platform's store took: as published, by a benchmark whose tool printed statistics and
 * no values, or in words; and in this project's runs. A published figure is `reported`: its statistic is the tool's own.
 */
import { z } from "zod";
import { counted, Mode, RunStatus } from "../../../record/mod.ts";
import { summarise } from "../../../statistics/mod.ts";
import type { Store } from "../../../store/mod.ts";
import { type PlatformRun, platformRuns } from "../runs/platform_runs.ts";
import type { Point } from "../../series/counter.ts";
import { metricPoints, platformSeries } from "../runs/platform_series.ts";
import { RUNNING_METRIC } from "../soak/fill_levels.ts";
import { soakSpan } from "../soak/soak_rows.ts";
import type { PublishedSources } from "./published_pushes.ts";

/** One loop or request, in what was published and in our metrics. */
interface BenchmarkedLoop {
  readonly label: string;
  /** Kinds of reported values. */
  readonly kinds: readonly string[];
  /** Our metric; null if we have none. */
  readonly metric: string | null;
  /** True if a value of the metric is the largest since the one before it. */
  readonly isLargest: boolean;
}

/** Loops and requests, in the order of reports. */
const loops: readonly BenchmarkedLoop[] = [
  {
    label: "sync of a cell",
    kinds: [
      "RepBulkFetching",
      "RepBulkLoop",
      "bulk_sync_duration",
      "bulk_fetch",
    ],
    metric: "RepBulkSyncDuration",
    isLargest: true,
  },
  {
    label: "bulk loops of all components",
    kinds: ["bulk_loop"],
    metric: null,
    isLargest: false,
  },
  {
    label: "sync of routes",
    kinds: ["FetchActualLRPsAndSchedulingInfos"],
    metric: "RouteEmitterSyncDuration",
    isLargest: false,
  },
  {
    label: "sync of what is desired",
    kinds: ["NsyncBulkerFetching"],
    metric: null,
    isLargest: false,
  },
  {
    label: "convergence of instances",
    kinds: ["ConvergenceGathering"],
    metric: "ConvergenceLRPDuration",
    isLargest: false,
  },
  {
    label: "a request",
    kinds: ["RepStartActualLRP", "RepClaimActualLRP", "request_latency"],
    metric: "RequestLatency",
    isLargest: true,
  },
  {
    label: "states of all cells",
    kinds: ["auction_fetching_duration"],
    metric: "AuctioneerFetchStatesDuration",
    isLargest: true,
  },
];

/** Bound that a document states in place of a figure. */
export type Bound = "below" | "above";

/** Times of one loop or request in one source. Seconds; null if not known. */
export interface BenchmarkFigure {
  readonly origin: "published" | "ours";
  readonly mode: Mode;
  /** Name of the loop or request. */
  readonly loop: string;
  /** Name of what was measured, of the tool or of the metric. */
  readonly measure: string;
  /** Experiment of a note, a document, or our experiment. */
  readonly source: string;
  /** Name of the file that was imported; empty for ours. */
  readonly file: string;
  readonly cells: number | null;
  readonly instances: number | null;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** Bound that is stated in words; null for one that is not. */
  readonly bound: { readonly is: Bound; readonly value: number } | null;
  readonly estimator: string;
}

/** Returns the figures of each loop: the published ones by their tool, then ours by number of cells. */
export async function publishedBenchmarks(
  store: Store,
  { published, ours }: Pick<PublishedSources, "published" | "ours">,
): Promise<BenchmarkFigure[]> {
  const others = await othersFigures(store, published);
  const own = await ownFigures(store, ours);
  return loops.flatMap(({ label }) =>
    [...others, ...own].filter(({ loop }) => loop === label)
  );
}

const Row = z.strictObject({
  run_id: z.string(),
  tool: z.string(),
  file: z.string(),
  status: RunStatus,
  /** Title of an experiment, or of a document; empty for neither. */
  title: z.string(),
  /** Load of a test that was repeated with more of it; empty for none. */
  test: z.string(),
  cells: z.number().nullable(),
  instances: z.number().nullable(),
  kind: z.string(),
  statistic: z.string(),
  value: z.number(),
  label: z.string(),
  /** How often it was measured: `of 3 runs`; empty if not said. */
  annotation: z.string(),
});
type Row = z.infer<typeof Row>;

const sql = `
  WITH settings AS (
    SELECT run_id, any_value(value) FILTER (key = 'note') AS note, any_value(value) FILTER (key = 'document') AS document,
      any_value(value) FILTER (key = 'test') AS test,
      any_value(number) FILTER (key IN ('num_reps', 'cells')) AS cells,
      any_value(number) FILTER (key IN ('desired_lrps', 'instances')) AS instances
    FROM params GROUP BY run_id)
  SELECT run_id, tool, runs.source AS file, status, coalesce(note, document, '') AS title, coalesce(test, '') AS test, cells, instances,
    reported.kind AS kind, statistic, value, reported.label AS label,
    annotation
  FROM reported JOIN runs USING (run_id) LEFT JOIN settings USING (run_id)
  WHERE experiment = $1 AND value IS NOT NULL AND NOT struck
    AND reported.kind IN (SELECT UNNEST($2::JSON::VARCHAR[]))
  ORDER BY tool = '', tool, test, runs.source, run_id, reported."position"`;

async function othersFigures(
  store: Store,
  experiment: string,
): Promise<BenchmarkFigure[]> {
  const kinds = loops.flatMap((loop) => loop.kinds);
  const rows = await store.query(Row, sql, [experiment, JSON.stringify(kinds)]);
  const groups = Map.groupBy(rows, (row) => {
    const { run_id, tool, title, test, kind, cells, instances } = row;
    if (test !== "") return JSON.stringify([test, kind]);
    // The ends of a range that is stated in words stand in rows of their own.
    return JSON.stringify(
      tool === "" ? [title, kind, cells, instances] : [run_id, kind],
    );
  });
  return [...groups.values()].flatMap((own) =>
    own[0]?.test === "" ? toFigure(own) : toRange(own)
  );
}

function toFigure(rows: readonly Row[]): BenchmarkFigure[] {
  const [first] = rows;
  if (first === undefined) return [];
  const { kind, tool, file, title, status } = first;
  const { cells, instances, label, annotation } = first;
  const valueOf = (statistic: string) =>
    rows.find((row) => row.statistic === statistic)?.value ?? null;
  const bounds = (["below", "above"] as const).flatMap((is) => {
    const value = valueOf(is);
    return value === null ? [] : [{ is, value }];
  });
  const failed = status === "ok" ? "" : ` (${status})`;
  return [{
    ...{ origin: "published", mode: "imported", loop: loopOf(kind) },
    measure: tool === "" ? label : `${kind}, ${label}`,
    source: [tool, `${title}${failed}`].filter((text) => text !== "")
      .join(", "),
    file,
    ...{ cells, instances, mean: valueOf("mean") },
    // One measurement has no spread, though the tool prints one of 0 s.
    sd: annotation === "of 1 run" ? null : valueOf("population_sd"),
    ...{ min: valueOf("min"), max: valueOf("max"), bound: bounds[0] ?? null },
    estimator: tool === ""
      ? "reported in words"
      : ["reported", annotation].filter((text) => text !== "").join(", "),
  }];
}

/** Returns the least and the most of the means that a test reported under each load. */
function toRange(rows: readonly Row[]): BenchmarkFigure[] {
  const [first] = rows;
  if (first === undefined) return [];
  const { kind, tool, file, test, label } = first;
  const { n, min, max } = summarise(rows.map(({ value }) => value));
  const loads = summarise(rows.flatMap(({ instances }) => instances ?? []));
  return [{
    ...{ origin: "published", mode: "imported", loop: loopOf(kind) },
    measure: `${label}, under ${loads.min} to ${loads.max} instances`,
    source: `${tool}, ${test}`,
    file,
    ...{ cells: null, instances: null, mean: null, sd: null, bound: null },
    ...{ min, max, estimator: `least and most of ${n} reported means` },
  }];
}

function loopOf(kind: string): string {
  return loops.find(({ kinds }) => kinds.includes(kind))?.label ?? "";
}

async function ownFigures(
  store: Store,
  experiment: string,
): Promise<BenchmarkFigure[]> {
  const runs = (await platformRuns(store, experiment))
    .filter(({ status }) => status === "ok")
    .sort((a, b) => (a.cells ?? 0) - (b.cells ?? 0));
  const metrics = loops.flatMap(({ metric }) => metric ?? []);
  const groups = new Map<string, OwnValues>();
  for (const run of runs) {
    const span = soakSpan(run);
    if (span === null) continue;
    const { run_id, cells, fill, system, mode } = run;
    const all = await platformSeries(store, run_id, [
      ...metrics,
      RUNNING_METRIC,
    ]);
    const isInside = ({ at }: Point) => at >= span.from && at < span.until;
    const ran = metricPoints(all, RUNNING_METRIC).filter(isInside)
      .map(({ value }) => value);
    const series = all.filter(({ metric }) => metric !== RUNNING_METRIC);
    for (const { metric, points } of series) {
      const key = JSON.stringify([metric, cells, fill, system, mode]);
      const group = groups.get(key) ?? {
        ...{ metric, experiment, run, values: [], ran: [] },
      };
      groups.set(key, group);
      const median = summarise(ran).median;
      if (median !== null) group.ran.push(median);
      for (const point of points) {
        if (isInside(point)) group.values.push(point.value);
      }
    }
  }
  return [...groups.values()].flatMap(toOwnFigure);
}

/** Values of a metric in all runs of one size. */
interface OwnValues {
  readonly metric: string;
  readonly experiment: string;
  /** The first of the runs. */
  readonly run: PlatformRun;
  readonly values: number[];
  /** Median number of instances that ran, of each run that sampled it. */
  readonly ran: number[];
}

function toOwnFigure(
  { metric, experiment, run, values, ran }: OwnValues,
): BenchmarkFigure[] {
  const loop = loops.find((one) => one.metric === metric);
  const { n, mean, populationSd, min, max } = summarise(values);
  if (loop === undefined || n === 0) return [];
  const { cells, mode, system } = run;
  const instances = summarise(ran).median;
  return [{
    ...{ origin: "ours", mode, loop: loop.label, measure: metric },
    source: `${experiment}, ${system}`,
    file: "",
    cells,
    instances: instances === null ? null : Math.round(instances),
    ...{ mean, sd: populationSd, min, max, bound: null },
    estimator: loop.isLargest
      ? `of ${counted(n, "sample")}, each the largest of its period`
      : `of ${counted(n, "sample")}`,
  }];
}
