/** Runs of metric forwarders: what was asked of which tool, and when its sinks went away and came back. */
import { z } from "zod";
import { Mode } from "../../../record/mod.ts";
import type { Store } from "../../../store/mod.ts";
import {
  type RunValidity,
  validity,
  validityOf,
} from "../../validity/validity.ts";
import sql from "./forwarding_runs.sql" with { type: "text" };

/** Seconds since 1970; null if the run did not get there. */
const mark = z.number().nullable();

const Row = z.strictObject({
  run_id: z.string(),
  experiment: z.string(),
  case_id: z.string(),
  repetition: z.number(),
  system: z.string(),
  system_version: z.string(),
  mode: Mode,
  /** Version of Loadline with its revision, and the machine; empty or null where not recorded. */
  tool_version: z.string(),
  processor: z.string(),
  cores: z.number().nullable(),
  memory_bytes: z.number().nullable(),
  started_at: mark,
  notes: z.string(),
  session: z.string(),
  preset: z.string(),
  /** What was asked: a name of `forwardingAttributes`, or a word of a newer record. */
  attribute: z.string(),
  /** `fan-out` or `cluster`. */
  topology: z.string(),
  shape: z.string(),
  /** What happened to sinks, `none` for nothing; and the signal that ended the forwarder. */
  fault: z.string(),
  stop: z.string(),
  /** What the signal reached: the process with the `buffer`, or `all`, its adapter too. */
  stopped: z.string(),
  /** Forwarders after the first, joined by `+`; `none` for one. */
  hops: z.string(),
  /** Settings that the forwarder under test declares itself, in order of name: `hold=3`. */
  own_settings: z.array(z.string()),
  /** Lines a second, of all streams together. */
  rate: z.number().nullable(),
  sinks: z.number().nullable(),
  streams: z.number().nullable(),
  /** Bytes of each line, with its line feed; null if not all writes are on record. */
  line_bytes: z.number().nullable(),
  outage_s: z.number().nullable(),
  /** Bytes; of each sink if it has a buffer of its own. */
  buffer_cap: z.number().nullable(),
  /** Bytes of the small disk under the buffer; 0 for the machine's own. */
  disk_size: z.number(),
  /** Starts of the phases measure, cool_down (no new lines, buffers drain) and tear_down (nothing is observed any more). */
  measure_at: mark,
  cool_down_at: mark,
  end_at: mark,
  /**
   * Injection of the sinks' fault; the start of its healing, when the first of them may be back, and its end; the last death
   * of a sink; when all of them were back.
   */
  fault_at: mark,
  healing_at: mark,
  heal_at: mark,
  down_at: mark,
  back_at: mark,
  /** When the forwarder was stopped on purpose, and started again. */
  stopped_at: mark,
  restarted_at: mark,
  /** Whether lines still arrived when the drain was ended. */
  drain_timed_out: z.boolean(),
  /** Names of the sinks that were hit; empty without a fault. */
  away: z.array(z.string()),
});

/** A run of a forwarder with its validity. Times are seconds since 1970. */
export interface ForwardingRun extends z.infer<typeof Row>, RunValidity {}

/** Returns the runs of an experiment in order of time, of every status. */
export async function forwardingRuns(
  store: Store,
  experiment = "forwarders",
): Promise<ForwardingRun[]> {
  const rows = await store.query(Row, sql, [experiment]);
  const validities = await validity(store, experiment);
  return rows.map((row) => ({ ...row, ...validityOf(validities, row.run_id) }));
}
