/** Reads what is known of the workers of a distributed load generator. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";

const Row = z.strictObject({
  worker: z.string(),
  /** Name of its machine; empty if it never joined. */
  machine: z.string(),
  /** Most users at once; null without a sample, as the values below. */
  users: z.number().nullable(),
  /** Cores in use: mean and most of all samples, of a second each. */
  cpu: z.number().nullable(),
  most: z.number().nullable(),
  /** Seconds by which its clock was ahead of the master's, and by how much that may be wrong; null if unknown. */
  offset: z.number().nullable(),
  bound: z.number().nullable(),
  /** Why it was lost; empty if it was not. */
  lost: z.string(),
});

/** One worker. */
export type RunWorker = z.infer<typeof Row>;

/** Returns them in order of their numbers; none for a run without. */
export async function runWorkers(
  store: Store,
  run_id: string,
): Promise<RunWorker[]> {
  return await store.query(
    Row,
    `WITH moments AS (
       SELECT samples.source AS worker, samples.at AS moment, max(value) FILTER (metric = 'users') AS users,
         max(value) FILTER (metric = 'cpu') AS cpu, max(value) FILTER (metric = 'clock_offset') AS ahead,
         max(value) FILTER (metric = 'clock_bound') AS within
       FROM samples WHERE run_id = $1 AND source_kind(samples.source) = 'worker' GROUP BY ALL),
     sampled AS (
       SELECT worker, max(users) AS users, favg(cpu) AS cpu, max(cpu) AS most, arg_min(ahead, within) AS "offset",
         min(within) AS bound
       FROM moments GROUP BY worker),
     told AS (
       SELECT subject AS worker, coalesce(any_value(detail) FILTER (kind = 'worker_joined'), '') AS machine,
         coalesce(any_value(detail) FILTER (kind = 'worker_lost'), '') AS lost
       FROM events WHERE run_id = $1 AND kind IN ('worker_joined', 'worker_lost') GROUP BY subject)
     SELECT worker, machine, users, cpu, most, "offset", bound, lost
     FROM told LEFT JOIN sampled USING (worker) ORDER BY length(worker), worker`,
    [run_id],
  );
}
