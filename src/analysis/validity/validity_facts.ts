/** Input of the rules of `rules.ts`: one row per run of an experiment, computed from the rows of the store. */
import { z } from "zod";
import { Mode, RunStatus } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import sql from "./validity_facts.sql" with { type: "text" };

const nullableNumber = z.number().nullable();

const Row = z.strictObject({
  run_id: z.string(),
  mode: Mode,
  stored_status: RunStatus,
  notes: z.string(),
  /** The fault of the run; `none` or null without one. */
  fault: z.string().nullable(),
  /** Seconds of the phase `measure`, and from its start to the end of the last measured phase; null if not ended. */
  measure_s: nullableNumber,
  window_s: nullableNumber,
  /** True if the phase `measure` was reached. */
  measured: z.boolean(),
  /** Phases more than 5 % shorter, or longer, than configured: `measure 0.35 of 2 s`; empty if none. */
  cut: z.string(),
  overrun: z.string(),
  /** Operations due in `measure`; successful ones; ones refused by a server as wrong, with the first error. */
  due: z.number(),
  succeeded: z.number(),
  wrong: z.number(),
  wrong_error: z.string(),
  /** Requests that the driver of a run counted, of which it tells no single one. */
  told: z.number(),
  /** 99th percentile of the latency of successful operations, or of the delivery of lines, in seconds; null without one. */
  p99: nullableNumber,
  /** Operations that are writes of many lines each, in all phases; and odd lines, which go one at a time without a load. */
  sends: z.number(),
  odd_lines: z.number(),
  /** Pushes, tasks and instances of a container platform, in all phases: what lasts until it is done, not for a set time. */
  platform_work: z.number(),
  /** Seconds by which the sender of lines was behind its schedule in the end, beyond the time in which it was held up. */
  behind_s: nullableNumber,
  /** Configured operations per second of an open loop; null for a closed loop. */
  rate: nullableNumber,
  poisson: z.boolean(),
  /** Configured query users; null if the experiment has none. */
  users: nullableNumber,
  /** Seconds from the start of the window to that of the load, and from the end of the load to that of the window. */
  load_late_s: nullableNumber,
  load_early_s: nullableNumber,
  /** Longest part of the window without a sample of the machine, and the median sampling interval, in seconds. */
  host_gap_s: nullableNumber,
  host_interval_s: nullableNumber,
  /** Longest stand-still that the lab noticed in the window, in seconds, and its subject. */
  stood_still_s: nullableNumber,
  stood_still: z.string(),
  /** Largest step of the wall clock in the window, in seconds; negative for back. */
  clock_jump_s: nullableNumber,
  /** Timer delay of the generator, in seconds: median, mean and maximum over samples of the longest delay. */
  lag_s: nullableNumber,
  lag_mean_s: nullableNumber,
  lag_max_s: nullableNumber,
  /** Cores used by the generator, and its threads; whether it is another tool, with threads of its own. */
  generator: nullableNumber,
  threads: nullableNumber,
  driven: z.boolean(),
  /** Means over the window: cores of the machine, share in use, cores used by processes under test and targets. */
  cores: nullableNumber,
  host: nullableNumber,
  processes: nullableNumber,
  /** Unexpected exits of processes: `node-1 ended by itself: SIGSEGV`; empty if none. */
  died: z.string(),
  /** Nodes seen down or alone in a run without a fault. */
  unhealthy: z.string(),
  /** True if a process under test exited or was killed for lack of memory. */
  ended: z.boolean(),
  /** Messages of the lab's warnings about generator, its workers, and probes. */
  lab_warning: z.string(),
  /** Monitoring runs: minimum of free bytes on the disk with the server's data. */
  disk_free: nullableNumber,
  /** Targets that stopped responding, all targets, and the first silent one with its reason. */
  silent: z.number(),
  targets: nullableNumber,
  silent_reason: z.string(),
  /** Queries outside of outages, and those of them with an empty result. */
  answerable: z.number(),
  empty: z.number(),
  /** Ids of our runs on the same machine at the same time, in order. */
  beside: z.array(z.string()),
});

/** The facts of one run; null is unknown. */
export type ValidityFacts = z.infer<typeof Row>;

/** Returns the facts of every run of an experiment, in order of time. */
export function validityFacts(
  store: Store,
  experiment: string,
): Promise<ValidityFacts[]> {
  return store.query(Row, sql, [experiment]);
}
