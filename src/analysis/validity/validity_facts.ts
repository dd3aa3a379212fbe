/** What the rules of `rules.ts` ask of every run of an experiment: one row a run, all of it from the store's rows. */
import { z } from "zod";
import { Mode, RunStatus } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import { validitySql } from "./facts_sql.ts";

const maybe = z.number().nullable();

const Row = z.strictObject({
  run_id: z.string(),
  mode: Mode,
  stored_status: RunStatus,
  notes: z.string(),
  /** The fault of the run; `none` or null without one. */
  fault: z.string().nullable(),
  /** Seconds of the phase `measure`, and from its begin to the end of the last phase that is measured; null when not ended. */
  measure_s: maybe,
  window_s: maybe,
  /** Whether the phase `measure` was reached. */
  measured: z.boolean(),
  /** Phases shorter, or longer, than configured by more than 5 %: `measure 0.35 of 2 s`; empty when none is. */
  cut: z.string(),
  overrun: z.string(),
  /** Operations of the load that were due while it counted; those that succeeded; those that a server called wrong, and how. */
  due: z.number(),
  succeeded: z.number(),
  wrong: z.number(),
  wrong_error: z.string(),
  /** Seconds: median and 99th percentile of those that succeeded. */
  p50: maybe,
  p99: maybe,
  /** Operations a second, as configured for an open loop; null for a closed one. */
  rate: maybe,
  poisson: z.boolean(),
  /** Query users, as configured; null where there are none to configure. */
  users: maybe,
  /** Seconds into the window at which the load began, and before its end at which it ended; null without a load. */
  load_late_s: maybe,
  load_early_s: maybe,
  /** Seconds: the longest part of the window without a sample of the machine, and the usual time from one to the next. */
  host_gap_s: maybe,
  host_every_s: maybe,
  /** Stand-stills that the lab noticed in the window: the longest in seconds, of what. */
  stood_still_s: maybe,
  stood_still: z.string(),
  /** Seconds by which the machine's clock was set in the window, negative for back: the farthest. */
  clock_jump_s: maybe,
  /** Seconds that the generator's timers waited: the longest wait of a look, in the median, the mean, and of all looks. */
  lag_s: maybe,
  lag_mean_s: maybe,
  lag_most_s: maybe,
  /** Cores that the generator used, and the threads it had. */
  generator: maybe,
  threads: maybe,
  /** Means over the window: cores of the machine, share of them in use, cores of the processes under test and their targets. */
  cores: maybe,
  host: maybe,
  processes: maybe,
  /** Processes that ended without having been told to: `node-1 ended by itself: SIGSEGV`; empty when none did. */
  died: z.string(),
  /** Nodes that were seen down or alone in a run without a fault. */
  unwell: z.string(),
  /** Whether something under test ended or was killed for want of memory. */
  ended: z.boolean(),
  /** What the lab warned of the generator and the probes: their messages. */
  lab_warning: z.string(),
  /** Of a monitoring run: bytes left on the disk with the server's data, at least. */
  disk_free: maybe,
  /** Targets that stopped answering, how many there were, and the first with its reason. */
  silent: z.number(),
  targets: maybe,
  silent_reason: z.string(),
  /** Queries outside of outages, and those of them whose answer was empty. */
  fair: z.number(),
  empty: z.number(),
  /** Runs of ours on the same machine at the same time, joined by commas. */
  beside: z.string(),
});

/** One run with all that the rules ask for; null is unknown. */
export type ValidityFacts = z.infer<typeof Row>;

/** Facts of every run of an experiment, in order of time. */
export function validityFacts(
  store: Store,
  experiment: string,
): Promise<ValidityFacts[]> {
  return store.query(Row, validitySql, [experiment]);
}
