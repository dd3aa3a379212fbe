/** Runs on container platforms: what was asked of how many cells, and when a fault came. */
import { z } from "zod";
import { Mode } from "../../../record/mod.ts";
import type { Store } from "../../../store/mod.ts";
import { oncePerStore } from "../../../store/once_per_store.ts";
import {
  type RunValidity,
  validity,
  validityOf,
} from "../../validity/validity.ts";
import sql from "./platform_runs.sql" with { type: "text" };

/** Seconds since 1970 by the platform's clock; null if the run did not get there. */
const mark = z.number().nullable();
/** Null if it is no setting of the experiment. */
const setting = z.number().nullable();

const Row = z.strictObject({
  run_id: z.string(),
  experiment: z.string(),
  case_id: z.string(),
  repetition: z.number(),
  system: z.string(),
  system_version: z.string(),
  mode: Mode,
  started_at: mark,
  notes: z.string(),
  session: z.string(),
  preset: z.string(),
  /** Name of the fault that came, or else was asked for; `none` without one. */
  fault: z.string(),
  /** `tasks` or `instances` of a batch; empty for others. */
  work: z.string(),
  cells: setting,
  /** Share of the push mix, 1 = 96 instances a cell. */
  fill: setting,
  /** Pushes in flight for each cell. */
  parallel: setting,
  /** Tasks or instances of a batch for each cell. */
  factor: setting,
  /** Bytes. */
  cell_memory: setting,
  /** Share of the cells that die, 1 = 100 %. */
  kill_share: setting,
  /** Seconds for which the store is away. */
  outage: setting,
  /** Seconds for which the full platform is left alone, before a fault if one comes. */
  soak: setting,
  measure_at: mark,
  fault_at: mark,
  heal_at: mark,
  /** End of observation. */
  end_at: mark,
});

/** A run on a platform with its validity. Times are seconds since 1970. */
export interface PlatformRun extends z.infer<typeof Row>, RunValidity {}

/** The fault after which the cells that died are brought back. */
export const KILL_CELLS = "kill-cells";

/**
 * Returns the end of the time in which recovery is the platform's own, in seconds since 1970: dead cells are brought back
 * in the end, and give it room that it did not have. A store is brought back to be recovered from.
 */
export function recoveryEnd(
  { fault, heal_at, end_at }: Pick<PlatformRun, "fault" | "heal_at" | "end_at">,
): number | null {
  return fault === KILL_CELLS ? heal_at ?? end_at : end_at;
}

/** Returns the runs of an experiment in order of time, of every status. */
export const platformRuns = oncePerStore(readRuns);

async function readRuns(
  store: Store,
  experiment: string,
): Promise<PlatformRun[]> {
  const rows = await store.query(Row, sql, [experiment]);
  const validities = await validity(store, experiment);
  return rows.map((row) => ({ ...row, ...validityOf(validities, row.run_id) }));
}
