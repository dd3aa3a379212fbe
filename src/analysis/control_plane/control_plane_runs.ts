/** Runs on control planes: what was asked of how many cells, and what the whole run shows. */
import { z } from "zod";
import { Mode } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import { oncePerStore } from "../../store/once_per_store.ts";
import {
  type RunValidity,
  validity,
  validityOf,
} from "../validity/validity.ts";
import sql from "./control_plane_runs.sql" with { type: "text" };

/** Null if the run did not get there, or it is no setting of the experiment. */
const value = z.number().nullable();

const Row = z.strictObject({
  run_id: z.string(),
  experiment: z.string(),
  case_id: z.string(),
  repetition: z.number(),
  system: z.string(),
  system_version: z.string(),
  mode: Mode,
  notes: z.string(),
  preset: z.string(),
  session: z.string(),
  layout: z.string(),
  /** Store of a Diego: `postgresql`; empty for what is a store itself. */
  database: z.string(),
  /** `none` without one. */
  fault: z.string(),
  cells: value,
  instances_per_cell: value,
  /** Seconds. */
  bulk_interval: value,
  /** Interval in which a cell compares itself with the store. */
  cell_loop: value,
  outage: value,
  /** Seconds since 1970. */
  measure_at: value,
  fault_at: value,
  heal_at: value,
  /** End of observation. */
  end_at: value,
  /** Requests of seeding, those that failed, and LRPs a second. */
  seeds: z.number(),
  seeds_failed: z.number(),
  seed_rate: value,
  /** Acknowledged changes that a subscriber had to be told, and those that it never was. */
  events: z.number(),
  events_untold: z.number(),
  /** Acknowledged LRPs that were read back, and those that were gone. */
  verified: z.number(),
  gone: z.number(),
  /** Seconds, of requests of single records and cells. */
  p50: value,
  p99: value,
  /** Bytes of the store at the end of the phase `measure`. */
  size: value,
  /** Cores, mean, and bytes, largest, of all components in the phase `measure`. */
  cpu: value,
  memory: value,
});

/** A run on a control plane with its validity. */
export interface ControlPlaneRun
  extends Omit<z.infer<typeof Row>, "p50" | "p99">, RunValidity {
  readonly latency: Pick<z.infer<typeof Row>, "p50" | "p99">;
}

/** Returns the runs of an experiment in order of time, of every status. */
export const controlPlaneRuns = oncePerStore(readRuns);

async function readRuns(
  store: Store,
  experiment: string,
): Promise<ControlPlaneRun[]> {
  const rows = await store.query(Row, sql, [experiment]);
  const validities = await validity(store, experiment);
  return rows.map(({ p50, p99, ...row }) => ({
    ...row,
    latency: { p50, p99 },
    ...validityOf(validities, row.run_id),
  }));
}
