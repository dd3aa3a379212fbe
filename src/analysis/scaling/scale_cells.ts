/** One row a case: what its repetitions measured, each kept. */
import { median, wilson } from "../../statistics/mod.ts";
import type { CaseLatency, Sessions } from "./case_latency.ts";
import type { MeasuredRun } from "./measured_runs.ts";

/** A case of a load experiment, of one version of the system, with all its runs of one session or of all. */
export interface ScaleCell {
  readonly system: string;
  readonly system_version: string;
  readonly case_id: string;
  /** The session of its runs; empty for runs of no session, and where those of several came together. */
  readonly session: string;
  readonly nodes: number;
  readonly workers: number;
  /** Bytes. */
  readonly value_size: number;
  /** Every run, in order of time; also those that are not ok. */
  readonly runs: readonly MeasuredRun[];
  /** Successful operations a second, one value a run that is ok. */
  readonly throughputs: readonly number[];
  /** Median of `throughputs`; null when no run is ok. */
  readonly throughput: number | null;
  /** Those of `throughputs` beside which no other work took more than the limit; see `Validity`. */
  readonly undisturbed: readonly number[];
  /** (largest - smallest) / median of `throughputs`, 1 = 100 %; null below two. */
  readonly spread: number | null;
  readonly attempted: number;
  readonly ok: number;
  /** ok / attempted over all runs that are ok, with its Wilson interval at 95 %; null when nothing was attempted. */
  readonly rate: number | null;
  readonly lower: number;
  readonly upper: number;
  /** Seconds, of successful operations of all runs that are ok; null where there are too few of them. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface ScaleCellOptions {
  /**
   * Runs of another session are no repetitions where cases are ranked or compared: the machine may have been faster that day.
   * Together they tell what all repetitions held. @default {"apart"}
   */
  readonly sessions?: Sessions;
}

/**
 * Cases by system, version, value size, workers, nodes and session, in that order; runs that lack one of the first five have no
 * place in a matrix. Cases that `latencies` does not name have no quantiles.
 */
export function scaleCells(
  runs: readonly MeasuredRun[],
  latencies: readonly CaseLatency[] = [],
  { sessions = "apart" }: ScaleCellOptions = {},
): ScaleCell[] {
  const keyOf = (
    { system, system_version, case_id, session }: Pick<
      MeasuredRun,
      "system" | "system_version" | "case_id" | "session"
    >,
  ) =>
    // Runs of another version are no repetitions.
    JSON.stringify([
      system,
      system_version,
      case_id,
      sessions === "apart" ? session ?? "" : "",
    ]);
  const latencyOf = new Map(latencies.map((row) => [keyOf(row), row]));
  const groups = Map.groupBy(
    runs.filter(({ nodes, workers, value_size }) =>
      nodes !== null && workers !== null && value_size !== null
    ),
    keyOf,
  );
  return [...groups].map(([key, mine]) =>
    toCell(mine, latencyOf.get(key) ?? null)
  ).toSorted((a, b) =>
    compare(a.system, b.system) ||
    compare(a.system_version, b.system_version) ||
    a.value_size - b.value_size || a.workers - b.workers || a.nodes - b.nodes ||
    compare(a.case_id, b.case_id) || compare(a.session, b.session)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
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
    spread: middle !== null && throughputs.length > 1
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

/** A session and the cases that it ran to the end. */
export interface ScaleSession {
  readonly session: string;
  readonly cells: readonly ScaleCell[];
}

/** Sessions by the number of their cases with a run that is ok, most first, of equal ones the latest: the first covers most. */
export function scaleSessions(cells: readonly ScaleCell[]): ScaleSession[] {
  const valid = cells.filter(({ throughput }) => throughput !== null);
  return [...Map.groupBy(valid, ({ session }) => session)]
    .map(([session, cells]) => ({ session, cells }))
    .toSorted((a, b) =>
      b.cells.length - a.cells.length || compare(b.session, a.session)
    );
}
