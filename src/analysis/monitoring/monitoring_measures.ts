/** Measures of one run of `monitoring-load`, for its column in the run record and for its objectives. */
import { sourceKind } from "../../record/mod.ts";
import { blockDuration } from "./block_duration.ts";
import {
  exposedRate,
  increase,
  periodicRate,
  type Point,
} from "../series/counter.ts";
import {
  availability,
  type Outage,
  outagesOf,
  outagesUnderLoad,
} from "../series/outages.ts";
import { type Drift, driftOf } from "../series/drift.ts";
import { type QueryStatistics, queryStatistics } from "./query_statistics.ts";
import {
  numberOf,
  type RunRows,
  type Span,
  within,
} from "../series/run_rows.ts";
import {
  maxOf,
  meanOf,
  scaled,
  type SeriesSummary,
  seriesSummary,
} from "../series/series_summary.ts";
import { type StorageGrowth, storageGrowth } from "./storage_growth.ts";

export interface MonitoringMeasures {
  /** Seconds of the phase `measure`. */
  readonly seconds: number;
  /**
   * Datapoints a second: as configured, and as the server reports having appended, its own included. Outages count as
   * time without datapoints.
   */
  readonly nominal: number;
  readonly ingested: number | null;
  /** Configured scrape interval / mean actual interval: below 1 where the server falls behind. */
  readonly scrape_pacing: number | null;
  readonly queries: QueryStatistics;
  readonly incremental: QueryStatistics;
  readonly big: QueryStatistics;
  /** Of the server: cores, and bytes resident. */
  readonly cpu: SeriesSummary | null;
  readonly memory: SeriesSummary | null;
  /** Share of all cores, and of the memory of the machine or of the budget. */
  readonly cpu_share: SeriesSummary | null;
  readonly memory_share: SeriesSummary | null;
  /** Growth of the data folder over whole flush periods; null for a run without one. */
  readonly storage: StorageGrowth | null;
  /** Seconds of samples in a block. */
  readonly block_duration: number;
  /**
   * Bytes a second: query responses before compression, and all network traffic received by the machine, compressed,
   * that of other programs included.
   */
  readonly responses: number;
  readonly traffic: number | null;
  /** Means over the phase: of the server in bytes a second, of the machine's disks in operations a second. */
  readonly disk_write: number | null;
  readonly disk_read: number | null;
  readonly disk_write_iops: number | null;
  readonly disk_read_iops: number | null;
  /** Outages that overlap the phase, those of the warm-up that were over before it, and those after it under load. */
  readonly outages: readonly Outage[];
  readonly warm_up_outages: readonly Outage[];
  readonly late_outages: readonly Outage[];
  /** Share of the phase in which the server ran. */
  readonly available: number;
  /** Outages by out-of-memory kills, from the warm-up to the end of the load, which outlasts the phase. */
  readonly ooms: number;
  /** Starts within the phase, by `process_start_time_seconds`. */
  readonly restarts: number;
  readonly head_series: number | null;
  /** Number of flushes of the head into a block. */
  readonly flushes: number | null;
  /** Drift of resident memory and of latency; null below ten minutes of constant load, which show none. */
  readonly memory_drift: Drift | null;
  readonly latency_drift: Drift | null;
  /**
   * Means: cores of the query load and of the target processes, and utilization of all cores of the machine; and the
   * maximum pacing error of the query load in seconds.
   */
  readonly generator_cpu: number | null;
  readonly targets_cpu: number | null;
  /** Sum over the target processes of their peak resident memory, bytes. */
  readonly targets_memory: number | null;
  readonly host_cpu: number | null;
  readonly pacing_error: number | null;
}

/** Minimum duration for a drift: a heap takes some minutes to reach its steady state. */
const MIN_DRIFT_DURATION_S = 600;

/** Measures one run; null for a run that did not reach the phase `measure`. */
export function measureMonitoring(rows: RunRows): MonitoringMeasures | null {
  const { measure: span, operations } = rows;
  if (!span || !(span.until > span.from)) return null;
  const seconds = span.until - span.from;
  const points = (source: string, metric: string) =>
    within(rows, { source, metric, span });
  const server = (metric: string) => points("prometheus", metric);
  const mean = (source: string, metric: string) =>
    meanOf(points(source, metric));
  const cpu = server("cpu");
  const memory = server("memory");
  const cores = points("host", "cores")[0]?.value ?? null;
  const budget = numberOf(rows, "memory_limit");
  const statisticsOf = (...kinds: string[]) =>
    queryStatistics(operations, { kinds, span });
  const queries = statisticsOf("incremental", "big");
  const outages = outagesOf(rows, { subject: "prometheus", span });
  const loadOutages = outagesUnderLoad(rows, {
    subject: "prometheus",
    span: toLoadSpan(rows, span),
  });
  const starts = new Set(
    server("process_start_time_seconds").map(({ value }) => value)
      .filter((started) => started >= span.from),
  );
  const showsDrift = seconds >= MIN_DRIFT_DURATION_S;
  const generator_cpu = mean("generator", "cpu");
  const targets_cpu = overTargets(rows, "cpu", { span, of: meanOf });
  const host_cpu = mean("host", "cpu");
  return {
    seconds,
    nominal: nominalRate(rows),
    ingested: sumOf(
      rows,
      {
        span,
        family: "prometheus_tsdb_head_samples_appended_total",
      },
      (points) =>
        outages.length === 0
          ? periodicRate(points, numberOf(rows, "scrape_interval"))
          : exposedRate(points, { span, outages }),
    ),
    scrape_pacing: scrapePacing(rows, span),
    queries,
    incremental: statisticsOf("incremental"),
    big: statisticsOf("big"),
    cpu: seriesSummary(cpu),
    memory: seriesSummary(memory),
    cpu_share: cores === null ? null : seriesSummary(scaled(cpu, 1 / cores)),
    memory_share: budget > 0 ? seriesSummary(scaled(memory, 1 / budget)) : null,
    storage: storageGrowth({
      folder: server("storage"),
      blocks: server("prometheus_tsdb_storage_blocks_bytes"),
      flushes: server("prometheus_tsdb_head_truncations_total"),
      period: blockDuration(rows),
    }),
    block_duration: blockDuration(rows),
    responses: queries.bytes / seconds,
    traffic: mean("host", "network_rx_rate"),
    disk_write: mean("prometheus", "write_rate"),
    disk_read: mean("prometheus", "read_rate"),
    disk_write_iops: mean("host", "disk_write_iops"),
    disk_read_iops: mean("host", "disk_read_iops"),
    outages,
    available: availability(outages, span),
    warm_up_outages: loadOutages.filter(({ until }) =>
      until !== null && until <= span.from
    ),
    late_outages: loadOutages.filter(({ from }) => from >= span.until),
    ooms: loadOutages.filter(({ oom }) => oom).length,
    restarts: starts.size,
    head_series: server("prometheus_tsdb_head_series").at(-1)?.value ?? null,
    flushes: sumOf(rows, {
      span,
      family: "prometheus_tsdb_head_truncations_total",
    }, increase),
    memory_drift: showsDrift ? driftOf(memory, { span }) : null,
    latency_drift: showsDrift
      ? driftOf(latencies(rows), { span, bin: seconds / 30 })
      : null,
    generator_cpu,
    targets_cpu,
    targets_memory: overTargets(rows, "memory", { span, of: maxOf }),
    host_cpu,
    pacing_error: maxOf(points("generator", "pacing_error")),
  };
}

/** Returns the span from the start of the warm-up to the end of the load, at least to that of the phase `measure`. */
function toLoadSpan({ events }: RunRows, span: Span): Span {
  const warmUp = events.find(({ kind, subject }) =>
    kind === "phase" && subject === "warm_up"
  );
  return {
    from: Math.min(warmUp?.at ?? span.from, span.from),
    until: Math.max(
      span.until,
      ...events.filter(({ kind }) => kind === "load_ended").map(({ at }) => at),
    ),
  };
}

/** Converts measures to the metrics of objectives. */
export function toObjectiveMetrics(
  measures: MonitoringMeasures,
): Record<string, number | null> {
  const { nominal, ingested, memory_drift } = measures;
  return {
    ooms: measures.ooms,
    success_rate: measures.queries.success,
    incremental_p99: measures.incremental.p99,
    scrape_pacing: measures.scrape_pacing,
    /** Share of the configured datapoints; above 1, as the server also scrapes itself. */
    ingested_share: ingested === null ? null : ingested / nominal,
    /** Lower bound of the growth of memory in an hour, as a share of its level. */
    memory_growth: memory_drift === null || memory_drift.lower === null
      ? null
      : memory_drift.lower * 3600 / memory_drift.level,
  };
}

/** Returns the configured datapoints a second: metrics x series x targets / scrape interval. */
export function nominalRate(rows: RunRows): number {
  const setting = (key: string) => numberOf(rows, key);
  return setting("metrics") * setting("series") * setting("targets") /
    setting("scrape_interval");
}

/** Returns configured interval / mean actual interval, without scrapes missed in outages, which are counted as such. */
function scrapePacing(rows: RunRows, span: Span): number | null {
  const name = "prometheus_target_interval_length_seconds";
  const taken = sumOf(rows, { span, family: `${name}_sum` }, increase);
  const scrapes = sumOf(rows, { span, family: `${name}_count` }, increase);
  return taken === null || scrapes === null || scrapes === 0
    ? null
    : numberOf(rows, "scrape_interval") * scrapes / taken;
}

/** Sums `of` over all series of a family; null when it is null for all. */
function sumOf(
  rows: RunRows,
  { span, family }: { readonly span: Span; readonly family: string },
  of: (points: readonly Point[]) => number | null,
): number | null {
  const metrics = [...rows.series.get("prometheus")?.keys() ?? []]
    .filter((metric) => metric === family || metric.startsWith(`${family}{`));
  const values = metrics.flatMap((metric) =>
    of(within(rows, { source: "prometheus", metric, span })) ?? []
  );
  return values.length === 0
    ? null
    : values.reduce((sum, value) => sum + value, 0);
}

/** Sums `of` over the target processes, one for all targets or one each; null when none was sampled. */
function overTargets(
  rows: RunRows,
  metric: string,
  { span, of }: {
    readonly span: Span;
    readonly of: (points: readonly Point[]) => number | null;
  },
): number | null {
  const sources = [...rows.series.keys()]
    .filter((source) => sourceKind(source) === "targets");
  const values = sources.flatMap((source) =>
    of(within(rows, { source, metric, span })) ?? []
  );
  return values.length === 0
    ? null
    : values.reduce((sum, value) => sum + value, 0);
}

function latencies({ operations }: RunRows): Point[] {
  return operations.flatMap(({ kind, outcome, at, seconds }) =>
    kind === "incremental" && outcome === "ok" && seconds !== null
      ? [{ at, value: seconds }]
      : []
  );
}
