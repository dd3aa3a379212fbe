/** Input of the integrity checks: facts of each run, measured here or reported by another tool. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import {
  type RunValidity,
  validity,
  validityOf,
} from "../validity/validity.ts";
import sql from "./run_facts.sql" with { type: "text" };

const nullableNumber = z.number().nullable();

const Row = z.strictObject({
  run_id: z.string(),
  case_id: z.string(),
  tool: z.string(),
  /** File an import came from; empty for our own runs. */
  source: z.string(),
  /** As configured; `thinking` for a closed loop whose users think between their steps. */
  loop: z.string().nullable(),
  policy: z.string().nullable(),
  session: z.string().nullable(),
  order: nullableNumber,
  /** As configured. */
  nodes: nullableNumber,
  workers: nullableNumber,
  value_size: nullableNumber,
  /** Threads of the load generator; of another tool the cores of the machine. */
  threads: nullableNumber,
  duration: nullableNumber,
  /** Seconds of the phase `measure`, or the reported duration. */
  seconds: nullableNumber,
  /** Seconds from the begin of the phase `measure` to the end of the run; null without one. */
  watched: nullableNumber,
  /** Operations of the phase `measure` by outcome; null if only aggregates were reported. */
  attempted: nullableNumber,
  ok: nullableNumber,
  degraded: nullableNumber,
  missed: nullableNumber,
  rejected: nullableNumber,
  reads: nullableNumber,
  hits: nullableNumber,
  /** Seconds, over all attempts of any outcome. */
  mean_latency: nullableNumber,
  max_latency: nullableNumber,
  p99: nullableNumber,
  /** Operations per second: all attempts of our own runs, the reported value of imported ones. */
  rate: nullableNumber,
  /** Nodes that received load, and the share of it that the busiest received. */
  nodes_used: nullableNumber,
  busiest: nullableNumber,
  workers_seen: nullableNumber,
  bytes_seen: nullableNumber,
  /** Nodes that were sampled, and those of them that received no load. */
  nodes_sampled: nullableNumber,
  unexpected_nodes: nullableNumber,
  /** Cores used by the load generator, and the share of all cores of the host in use. */
  generator_cpu: nullableNumber,
  host_cpu: nullableNumber,
  /** Cores of the machine. */
  cores: nullableNumber,
  /** As reported by another tool. */
  reported_success: nullableNumber,
  reported_total: nullableNumber,
  reported_failed: nullableNumber,
  /** Largest absolute correlation of run order with a size in the session; null if sizes do not vary. */
  order_correlation: nullableNumber,
  /** Number of values whose unit is not that of their label, by import warnings. */
  mislabelled: z.number(),
  target: z.string().nullable(),
  system_version: z.string(),
});

/** One run with its facts; null is unknown. */
export interface RunFacts extends z.infer<typeof Row>, RunValidity {
  /** Runs of this case with status `ok`, of the same version and against the same target. */
  readonly repetitions: number;
}

/** Returns the facts of every run of an experiment, in order of time. */
export async function runFacts(
  store: Store,
  experiment: string,
): Promise<RunFacts[]> {
  const rows = await store.query(Row, sql, [experiment]);
  const validities = await validity(store, experiment);
  const runs = rows.map((row) => ({
    ...row,
    ...validityOf(validities, row.run_id),
  }));
  const key = ({ case_id, system_version, target }: z.infer<typeof Row>) =>
    JSON.stringify([case_id, system_version, target]);
  const repetitions = Map.groupBy(
    runs.filter(({ status }) => status === "ok"),
    key,
  );
  return runs.map((run) => ({
    ...run,
    repetitions: repetitions.get(key(run))?.length ?? 0,
  }));
}
