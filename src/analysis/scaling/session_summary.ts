/** Lists the runs of one session in the columns of the walkthrough's `summary.csv`, followed by our own. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import { measuredRuns } from "./measured_runs.ts";

const Mean = z.strictObject({
  run_id: z.string(),
  mean: z.number().nullable(),
});

/**
 * One run. Unlike in the walkthrough, `requests_per_sec` counts only successes, and `avg_latency_ns` averages only
 * successes, in true nanoseconds. Percentages run from 0 to 100; empty is null.
 */
export interface SummaryRow {
  readonly cluster_size: number | null;
  readonly concurrency: number | null;
  readonly data_size: number | null;
  readonly requests_per_sec: number | null;
  readonly success_rate: number | null;
  readonly avg_latency_ns: number | null;
  readonly system: string;
  readonly case_id: string;
  readonly repetition: number;
  readonly session: string;
  readonly status: string;
  readonly attempted: number;
  readonly ok: number;
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly p99_ms: number | null;
  readonly run_id: string;
}

/** Options of `sessionSummary`. */
export interface SummaryOptions {
  /** Session to list; empty for all. @default {""} */
  readonly session?: string;
}

/** Returns every run of an experiment, or of one session, in order of time; runs that are not ok have no statistics. */
export async function sessionSummary(
  store: Store,
  experiment: string,
  { session = "" }: SummaryOptions = {},
): Promise<SummaryRow[]> {
  const means = new Map(
    (await store.query(
      Mean,
      `SELECT run_id, favg(duration_s) FILTER (outcome = 'ok') AS mean
       FROM measured JOIN runs USING (run_id) WHERE experiment = $1 GROUP BY run_id`,
      [experiment],
    )).map(({ run_id, mean }) => [run_id, mean]),
  );
  const digits = (value: number | null, factor: number) =>
    value === null ? null : Number((value * factor).toPrecision(6));
  const runs = await measuredRuns(store, experiment);
  return runs.filter((run) => session === "" || run.session === session)
    .map((run) => {
      const valid = run.throughput !== null;
      const ifValid = (value: number | null, factor: number) =>
        valid ? digits(value, factor) : null;
      return {
        cluster_size: run.nodes,
        concurrency: run.workers,
        data_size: run.value_size,
        requests_per_sec: ifValid(run.throughput, 1),
        success_rate: ifValid(
          run.attempted > 0 ? run.ok / run.attempted : null,
          100,
        ),
        avg_latency_ns: ifValid(means.get(run.run_id) ?? null, 1e9),
        system: run.system,
        case_id: run.case_id,
        repetition: run.repetition,
        session: run.session ?? "",
        status: run.status,
        attempted: run.attempted,
        ok: run.ok,
        p50_ms: ifValid(run.p50, 1000),
        p95_ms: ifValid(run.p95, 1000),
        p99_ms: ifValid(run.p99, 1000),
        run_id: run.run_id,
      };
    });
}
