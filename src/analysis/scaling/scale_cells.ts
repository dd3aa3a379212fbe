/** Groups runs into cases, one row each, and keeps the value of every repetition. */
import { compareText } from "../../record/mod.ts";
import { median, wilson } from "../../statistics/mod.ts";
import type { CaseLatency, SessionGrouping } from "./case_latency.ts";
import type { MeasuredRun } from "./measured_runs.ts";

/** One case of a load experiment and one version of the system, with all its runs of one session or of all sessions. */
export interface ScaleCell {
  readonly system: string;
  readonly system_version: string;
  readonly case_id: string;
  /** Session of the runs; empty for runs without a session, and for pooled sessions. */
  readonly session: string;
  readonly nodes: number;
  readonly workers: number;
  /** Bytes. */
  readonly value_size: number;
  /** Every run, in order of time, those that are not ok included. */
  readonly runs: readonly MeasuredRun[];
  /** Successful operations a second, one value for each run that is ok. */
  readonly throughputs: readonly number[];
  /** Median of `throughputs`; null when no run is ok. */
  readonly throughput: number | null;
  /** Throughputs of the runs whose background load was within the limit; see `Validity`. */
  readonly undisturbed: readonly number[];
  /** (largest - smallest) / median of `throughputs`, 1 = 100 %; null below two. */
  readonly relativeRange: number | null;
  readonly attempted: number;
  readonly ok: number;
  /** ok / attempted over all runs that are ok, with its Wilson interval at 95 %; null when nothing was attempted. */
  readonly rate: number | null;
  readonly lower: number;
  readonly upper: number;
  /** Seconds, of successful operations of all runs that are ok; null where there are too few. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** Options of `scaleCells`. */
export interface ScaleCellOptions {
  /**
   * Keep sessions separate where cases are ranked or compared: the machine may have been faster that day, so runs of
   * another session are no repetitions. Pool them for statements about all repetitions. @default {"separate"}
   */
  readonly sessions?: SessionGrouping;
}

/**
 * Returns the cases in order of system, version, value size, workers, nodes and session. Runs without one of the
 * first five are left out. Cases missing from `latencies` have no percentiles.
 */
export function scaleCells(
  runs: readonly MeasuredRun[],
  latencies: readonly CaseLatency[] = [],
  { sessions = "separate" }: ScaleCellOptions = {},
): ScaleCell[] {
  const keyOf = (
    { system, system_version, case_id, session }: Pick<
      MeasuredRun,
      "system" | "system_version" | "case_id" | "session"
    >,
  ) =>
    JSON.stringify([
      system,
      system_version,
      case_id,
      sessions === "separate" ? session ?? "" : "",
    ]);
  const latencyOf = new Map(latencies.map((row) => [keyOf(row), row]));
  const groups = Map.groupBy(
    runs.filter(({ nodes, workers, value_size }) =>
      nodes !== null && workers !== null && value_size !== null
    ),
    keyOf,
  );
  return [...groups].map(([key, repetitions]) =>
    toCell(repetitions, latencyOf.get(key) ?? null)
  ).toSorted((a, b) =>
    compareText(a.system, b.system) ||
    compareText(a.system_version, b.system_version) ||
    a.value_size - b.value_size || a.workers - b.workers || a.nodes - b.nodes ||
    compareText(a.case_id, b.case_id) || compareText(a.session, b.session)
  );
}

function toCell(
  runs: readonly MeasuredRun[],
  latency: CaseLatency | null,
): ScaleCell {
  const valid = runs.filter(({ throughput }) => throughput !== null);
  const throughputs = valid.map(({ throughput }) => throughput ?? 0);
  const middle = throughputs.length > 0 ? median(throughputs) : null;
  const attempted = valid.reduce((sum, run) => sum + run.attempted, 0);
  const ok = valid.reduce((sum, run) => sum + run.ok, 0);
  const { rate, lower, upper } = wilson(ok, attempted);
  const first = runs[0] as MeasuredRun;
  const sessions = new Set(runs.map(({ session }) => session ?? ""));
  return {
    system: first.system,
    system_version: first.system_version,
    case_id: first.case_id,
    session: sessions.size === 1 ? first.session ?? "" : "",
    nodes: first.nodes ?? 0,
    workers: first.workers ?? 0,
    value_size: first.value_size ?? 0,
    runs,
    throughputs,
    throughput: middle,
    undisturbed: valid.flatMap(({ throughput, disturbed }) =>
      throughput === null || disturbed ? [] : [throughput]
    ),
    relativeRange: middle !== null && throughputs.length > 1
      ? (Math.max(...throughputs) - Math.min(...throughputs)) / middle
      : null,
    attempted,
    ok,
    rate,
    lower,
    upper,
    p50: latency?.p50 ?? null,
    p95: latency?.p95 ?? null,
    p99: latency?.p99 ?? null,
  };
}

/** A session and its cases with a run that is ok. */
export interface ScaleSession {
  readonly session: string;
  readonly cells: readonly ScaleCell[];
}

/** Returns the sessions in descending order of their number of cases with a run that is ok, ties latest first. */
export function scaleSessions(cells: readonly ScaleCell[]): ScaleSession[] {
  const valid = cells.filter(({ throughput }) => throughput !== null);
  return [...Map.groupBy(valid, ({ session }) => session)]
    .map(([session, cells]) => ({ session, cells }))
    .toSorted((a, b) =>
      b.cells.length - a.cells.length || compareText(b.session, a.session)
    );
}
