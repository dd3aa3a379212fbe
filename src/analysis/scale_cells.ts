/** One row a case: what its repetitions measured, each kept. */
import { median, wilson } from "../statistics/mod.ts";
import type { CaseLatency } from "./case_latency.ts";
import type { MeasuredRun } from "./measured_runs.ts";

/** A case of a load experiment, of one version of the system, with all its runs. */
export interface ScaleCell {
  readonly system: string;
  readonly system_version: string;
  readonly case_id: string;
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

/**
 * Cases by system, version, value size, workers and nodes, in that order; runs that lack one of these have no place in a
 * matrix. Cases that `latencies` does not name have no quantiles.
 */
export function scaleCells(
  runs: readonly MeasuredRun[],
  latencies: readonly CaseLatency[] = [],
): ScaleCell[] {
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
    compare(a.case_id, b.case_id)
  );
}

/** Runs of another version are no repetitions. */
function keyOf(
  { system, system_version, case_id }: Pick<
    MeasuredRun,
    "system" | "system_version" | "case_id"
  >,
): string {
  return JSON.stringify([system, system_version, case_id]);
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
  return {
    system: first.system,
    system_version: first.system_version,
    case_id: first.case_id,
    nodes: first.nodes ?? 0,
    workers: first.workers ?? 0,
    value_size: first.value_size ?? 0,
    runs,
    throughputs,
    throughput: middle,
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
