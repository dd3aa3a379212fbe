/** One row a case: what its repetitions measured, each kept. */
import { median, wilson } from "../statistics/mod.ts";
import type { MeasuredRun } from "./measured_runs.ts";

/** A case of a load experiment with all its runs. */
export interface ScaleCell {
  readonly system: string;
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
  /** Median over runs of the run's own quantile, in seconds; null where a run has too few operations for it. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** Cases by system, nodes, workers and value size, in that order; runs that lack one of these have no place in a matrix. */
export function scaleCells(runs: readonly MeasuredRun[]): ScaleCell[] {
  const groups = Map.groupBy(
    runs.filter(({ nodes, workers, value_size }) =>
      nodes !== null && workers !== null && value_size !== null
    ),
    ({ case_id }) => case_id,
  );
  return [...groups.values()].map(toCell).toSorted((a, b) =>
    (a.system < b.system ? -1 : a.system > b.system ? 1 : 0) ||
    a.value_size - b.value_size || a.workers - b.workers || a.nodes - b.nodes ||
    (a.case_id < b.case_id ? -1 : 1)
  );
}

function toCell(runs: readonly MeasuredRun[]): ScaleCell {
  const valid = runs.filter(({ throughput }) => throughput !== null);
  const throughputs = valid.map(({ throughput }) => throughput ?? 0);
  const middle = throughputs.length > 0 ? median(throughputs) : null;
  const attempted = valid.reduce((sum, run) => sum + run.attempted, 0);
  const ok = valid.reduce((sum, run) => sum + run.ok, 0);
  const { rate, lower, upper } = wilson(ok, attempted);
  const over = (name: "p50" | "p95" | "p99") => {
    const values = valid.map((run) => run[name]);
    return values.length === 0 || values.includes(null)
      ? null
      : median(values.map((value) => value ?? 0));
  };
  const first = runs[0] as MeasuredRun;
  return {
    system: first.system,
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
    p50: over("p50"),
    p95: over("p95"),
    p99: over("p99"),
  };
}
