/** Timings, losses and integrity of each run with a fault, as recorded, without regard to validity. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import sql from "./recovery_rows.sql" with { type: "text" };

/** Fault of one run, with the times that recovery is computed from. */
export const RecoveryRow = z.strictObject({
  run_id: z.string(),
  system: z.string(),
  system_version: z.string(),
  mode: z.string(),
  case_id: z.string(),
  repetition: z.number(),
  session: z.string().nullable(),
  notes: z.string(),
  fault: z.string(),
  /** Description of the fault; empty if no run of the experiment injected it. */
  title: z.string(),
  /** Pre-vote of etcd; null for other systems, and where unknown. */
  pre_vote: z.enum(["on", "off"]).nullable(),
  /** True if the run recorded it; if not, it is derived from the settings of its session and the lab's default. */
  pre_vote_recorded: z.boolean(),
  /** Settings, in seconds: an operation is in time up to `timeout_s`, and the fault lasts `planned_s`; null if unknown. */
  timeout_s: z.number().nullable(),
  planned_s: z.number().nullable(),
  /** Target nodes of the fault, joined by commas; null when it was never injected. */
  hit: z.string().nullable(),
  /** Seconds from the request for the fault to its injection, from there to healing, and to the end of observation. */
  inject_s: z.number().nullable(),
  fault_s: z.number().nullable(),
  heal_s: z.number().nullable(),
  /** True if a leader was lost from the request to healing, and after it; null when the fault was never injected. */
  lost_leader: z.boolean().nullable(),
  lost_leader_again: z.boolean().nullable(),
  /** Seconds to the first leader after the first loss, which may be a restarted node; null without one. */
  leader_s: z.number().nullable(),
  /** Seconds from healing to the last leader after a loss that followed healing; null when none led at the end. */
  heal_leader_s: z.number().nullable(),
  /** True if a target was seen down or alone before healing; null when its health was not polled. */
  behind: z.boolean().nullable(),
  /** Seconds from healing until the last target had caught up; null when one never did. */
  caught_up_s: z.number().nullable(),
  /**
   * Operations that succeeded in time, a second: of those due from `measure` to the request for the fault, from the
   * injection to healing, and from healing to the end of observation. In time: see the view `load_operations`.
   */
  before: z.number().nullable(),
  during: z.number().nullable(),
  after: z.number().nullable(),
  /** Operations due before observation ended that had not ended at the request for the fault. */
  attempted: z.number(),
  /** Those that did not succeed in time: they failed, or succeeded later than the timeout after they were due. */
  lost: z.number(),
  failed: z.number(),
  late: z.number(),
  /** Lost operations that were sent to a node that the fault hit; null where the load names no node. */
  lost_at_hit: z.number().nullable(),
  /** True if each connection of the load sent to one node only; null where that is not recorded. */
  pinned: z.boolean().nullable(),
  /** True if each probe was a write; null without probes. */
  probes_write: z.boolean().nullable(),
  /** Acknowledged writes of the whole run; null where not recorded. */
  acknowledged: z.number().nullable(),
  /** Acknowledged keys that were read back, those that were gone, and those with a value never written to them. */
  verified: z.number(),
  gone: z.number(),
  wrong: z.number(),
  /** Keys with an older value than the last one acknowledged; null where the record does not distinguish values. */
  older: z.number().nullable(),
});
export type RecoveryRow = z.infer<typeof RecoveryRow>;

/** Returns every run of `experiment` with a fault, in order of fault and time. */
export function recoveryRows(
  store: Store,
  experiment: string,
): Promise<RecoveryRow[]> {
  return store.query(RecoveryRow, sql, [experiment]);
}
