/** What one run of `monitoring-load` measured: the figures of its column in the run record, and of its objectives. */
import { blockDuration } from "./block_duration.ts";
import { exposedRate, increase, periodicRate, type Point } from "../series/counter.ts";
import { availability, type Outage, outagesOf } from "../series/outages.ts";
import { type Drift, driftOf } from "../series/drift.ts";
import { type QueryFigures, queryFigures } from "./query_statistics.ts";
import { numberOf, type RunRows, type Span, within } from "../series/run_rows.ts";
import { maxOf, meanOf, scaled, type Spread, spreadOf } from "../series/series_summary.ts";
import { type StorageGrowth, storageGrowth } from "./storage_growth.ts";

export interface MonitoringMeasures {
  /** Seconds of the phase `measure`. */
  readonly seconds: number;
  /**
   * Datapoints a second: as configured, and as the server says it appended them, those of itself included; its outages count
   * as time in which it appended none.
   */
  readonly nominal: number;
  readonly ingested: number | null;
  /** Scrape interval as configured to the mean of those taken: below 1 where the server cannot keep its pace. */
  readonly scrape_pacing: number | null;
  readonly queries: QueryFigures;
  readonly incremental: QueryFigures;
  readonly big: QueryFigures;
  /** Of the server: cores, and bytes resident. */
  readonly cpu: Spread | null;
  readonly memory: Spread | null;
  /** Share of all cores, and of the memory of the machine or of the budget. */
  readonly cpu_share: Spread | null;
  readonly memory_share: Spread | null;
  /** Growth of the data folder over whole flush periods; null for a run that lasted none. */
  readonly storage: StorageGrowth | null;
  /** Seconds of samples in a block. */
  readonly block_duration: number;
  /**
   * Bytes a second: answers to queries as they were before they were packed, and all that the whole machine received over its
   * network, packed, programs beside this run included.
   */
  readonly answers: number;
  readonly traffic: number | null;
  /** Means over the phase: of the server in bytes a second, of the whole machine's disks in operations a second. */
  readonly disk_write: number | null;
  readonly disk_read: number | null;
  readonly disk_write_iops: number | null;
  readonly disk_read_iops: number | null;
  readonly outages: readonly Outage[];
  /** Share of the phase in which the server ran. */
  readonly available: number;
  /** Outages for want of memory, those while warming up included: the load was the same. */
  readonly ooms: number;
  /** Starts within the phase, as `process_start_time_seconds` tells them. */
  readonly restarts: number;
  readonly head_series: number | null;
  /** Times that the head was flushed into a block. */
  readonly flushes: number | null;
  /** Growth a second of resident memory; null on a plateau of under ten minutes, where it says nothing. */
  readonly memory_drift: Drift | null;
  readonly latency_drift: Drift | null;
  /**
   * Means: cores of the query load and of the targets' processes, and share of all cores that the machine was busy; and
   * seconds the query load was late itself, at most.
   */
  readonly generator_cpu: number | null;
  readonly targets_cpu: number | null;
  /** Bytes resident of all processes that serve targets: the sum of what each had at most. */
  readonly targets_memory: number | null;
  readonly host_cpu: number | null;
  readonly pacing_error: number | null;
}

/** Seconds of a plateau that tell a drift from the time a heap takes to settle. */
const SETTLED = 600;

/** Null for a run that never came to the phase `measure`. */
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
  const figures = (...kinds: string[]) =>
    queryFigures(operations, { kinds, span });
  const queries = figures("incremental", "big");
  const outages = outagesOf(rows, { subject: "prometheus", span });
  const starts = new Set(
    server("process_start_time_seconds").map(({ value }) => value)
      .filter((started) => started >= span.from),
  );
  const settled = seconds >= SETTLED;
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
    incremental: figures("incremental"),
    big: figures("big"),
    cpu: spreadOf(cpu),
    memory: spreadOf(memory),
    cpu_share: cores === null ? null : spreadOf(scaled(cpu, 1 / cores)),
    memory_share: budget > 0 ? spreadOf(scaled(memory, 1 / budget)) : null,
    storage: storageGrowth({
      folder: server("storage"),
      blocks: server("prometheus_tsdb_storage_blocks_bytes"),
      flushes: server("prometheus_tsdb_head_truncations_total"),
      period: blockDuration(rows),
    }),
    block_duration: blockDuration(rows),
    answers: queries.bytes / seconds,
    traffic: mean("host", "network_rx_rate"),
    disk_write: mean("prometheus", "write_rate"),
    disk_read: mean("prometheus", "read_rate"),
    disk_write_iops: mean("host", "disk_write_iops"),
    disk_read_iops: mean("host", "disk_read_iops"),
    outages,
    available: availability(outages, span),
    ooms: outagesOf(rows, { subject: "prometheus", span: loaded(rows, span) })
      .filter(({ oom }) => oom).length,
    restarts: starts.size,
    head_series: server("prometheus_tsdb_head_series").at(-1)?.value ?? null,
    flushes: sumOf(rows, {
      span,
      family: "prometheus_tsdb_head_truncations_total",
    }, increase),
    memory_drift: settled ? driftOf(memory, { span }) : null,
    latency_drift: settled
      ? driftOf(latencies(rows), { span, bin: seconds / 30 })
      : null,
    generator_cpu,
    targets_cpu,
    targets_memory: overTargets(rows, "memory", { span, of: maxOf }),
    host_cpu,
    pacing_error: maxOf(points("generator", "pacing_error")),
  };
}

/** From when the load began until the phase `measure` ended. */
function loaded({ events }: RunRows, span: Span): Span {
  const warm = events.find(({ kind, subject }) =>
    kind === "phase" && subject === "warm_up"
  );
  return {
    from: Math.min(warm?.at ?? span.from, span.from),
    until: span.until,
  };
}

/** Figures that objectives may name. */
export function toFigures(
  measures: MonitoringMeasures,
): Record<string, number | null> {
  const { nominal, ingested, memory_drift } = measures;
  return {
    ooms: measures.ooms,
    success_rate: measures.queries.success,
    incremental_p99: measures.incremental.p99,
    scrape_pacing: measures.scrape_pacing,
    /** Of the datapoints configured; above 1, as the server also watches itself. */
    ingested_share: ingested === null ? null : ingested / nominal,
    /** Share of its level by which memory surely grows in an hour. */
    memory_growth: memory_drift === null || memory_drift.lower === null
      ? null
      : memory_drift.lower * 3600 / memory_drift.level,
  };
}

/** Datapoints a second as configured: metrics by series by targets, once a scrape. */
export function nominalRate(rows: RunRows): number {
  const of = (key: string) => numberOf(rows, key);
  return of("metrics") * of("series") * of("targets") / of("scrape_interval");
}

/** The interval as configured to the mean of those the server took; scrapes missed in an outage are told by the outage. */
function scrapePacing(rows: RunRows, span: Span): number | null {
  const name = "prometheus_target_interval_length_seconds";
  const taken = sumOf(rows, { span, family: `${name}_sum` }, increase);
  const scrapes = sumOf(rows, { span, family: `${name}_count` }, increase);
  return taken === null || scrapes === null || scrapes === 0
    ? null
    : numberOf(rows, "scrape_interval") * scrapes / taken;
}

/** Over all series of a family, whatever their labels: what each grew by. */
function sumOf(
  rows: RunRows,
  { span, family }: { readonly span: Span; readonly family: string },
  of: (points: readonly Point[]) => number | null,
): number | null {
  const metrics = [...rows.series.get("prometheus")?.keys() ?? []]
    .filter((metric) => metric === family || metric.startsWith(`${family}{`));
  const grown = metrics.flatMap((metric) =>
    of(within(rows, { source: "prometheus", metric, span })) ?? []
  );
  return grown.length === 0 ? null : grown.reduce((sum, one) => sum + one, 0);
}

/** A figure of the processes that serve targets, one or one each, added up; null when none was sampled. */
function overTargets(
  rows: RunRows,
  metric: string,
  { span, of }: {
    readonly span: Span;
    readonly of: (points: readonly Point[]) => number | null;
  },
): number | null {
  const sources = [...rows.series.keys()]
    .filter((source) => /^targets(-\d+)?$/.test(source));
  const found = sources.flatMap((source) =>
    of(within(rows, { source, metric, span })) ?? []
  );
  return found.length === 0 ? null : found.reduce((sum, one) => sum + one, 0);
}

function latencies({ operations }: RunRows): Point[] {
  return operations.flatMap(({ kind, outcome, at, seconds }) =>
    kind === "incremental" && outcome === "ok" && seconds !== null
      ? [{ at, value: seconds }]
      : []
  );
}
