/** Runs on control planes: how they grow, and what faults cost them. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import { deathSettings } from "../platform/recovery/death_settings.ts";
import { lostInstances } from "../platform/recovery/lost_instances.ts";
import {
  ALL_KINDS,
  type RecoveryCurve,
  recoveryCurves,
} from "../platform/recovery/recovery_curves.ts";
import { KILL_CELLS } from "../platform/runs/platform_runs.ts";
import {
  type MissedObjectives,
  missedObjectives,
} from "../results/run_outcome.ts";
import { controlPlaneObjectives } from "./control_plane_objectives.ts";
import {
  type ControlPlaneRun,
  controlPlaneRuns,
} from "./control_plane_runs.ts";
import { toMetrics } from "./measure_control_plane.ts";
import { type RequestRow, requestRows } from "./request_rows.ts";
import sql from "./fault_costs.sql" with { type: "text" };

const Cost = z.strictObject({
  run_id: z.string(),
  /** Requests from the fault to the end of observation, and those that failed. */
  n: z.number(),
  failed: z.number(),
  /** Seconds from the fault until a request that was due after it was answered; null if none was. */
  answered_after: z.number().nullable(),
});

/** A run without a fault, with its requests by kind. */
export interface GrowthRun {
  readonly run: ControlPlaneRun;
  /** `PostgreSQL`, `Diego (MariaDB)`: name of the store, with its layout unless that is indexed. */
  readonly name: string;
  readonly instances: number;
  readonly requests: readonly RequestRow[];
}

/** A run with a fault. */
export interface DisturbedRun {
  readonly run: ControlPlaneRun;
  readonly name: string;
  readonly instances: number;
  readonly cost: z.infer<typeof Cost> | null;
  /** When a dead cell is noticed, by its settings; empty unless cells died, and if they are not on record. */
  readonly death: string;
  /** Of all instances that the fault took away; null if it took none. */
  readonly curve: RecoveryCurve | null;
}

/** Everything on record on control planes. */
export interface ControlPlaneStudy {
  /** Of every status. */
  readonly runs: readonly ControlPlaneRun[];
  readonly missed: MissedObjectives;
  /** Runs that count, the smallest first, each store together; without those of searches. */
  readonly growth: readonly GrowthRun[];
  /** Invalid runs that were measured, as above: what they measured is shown, and compared with nothing. */
  readonly invalid: readonly GrowthRun[];
  /** Runs of searches for the load line, as above. */
  readonly searched: readonly GrowthRun[];
  readonly disturbed: readonly DisturbedRun[];
}

/** Reads all runs of an experiment. */
export async function controlPlaneStudy(
  store: Store,
  experiment: string,
): Promise<ControlPlaneStudy> {
  const runs = await controlPlaneRuns(store, experiment);
  const requests = Map.groupBy(
    await requestRows(store, experiment),
    ({ run_id }) => run_id,
  );
  const costs = new Map(
    (await store.query(Cost, sql, [experiment]))
      .map((cost) => [cost.run_id, cost]),
  );
  const curves = new Map(
    recoveryCurves(await lostInstances(store, { experiment, runs }))
      .filter(({ kind }) => kind === ALL_KINDS)
      .map((curve) => [curve.run_id, curve]),
  );
  const deaths = await deathSettings(store, experiment);
  const missed = new Map(runs.map((run) => {
    const { run_id } = run;
    const curve = curves.get(run_id);
    const metrics = toMetrics(
      run,
      requests.get(run_id) ?? [],
      curve ? [curve] : [],
    );
    return [
      run_id,
      missedObjectives(run, { ...metrics }, controlPlaneObjectives),
    ];
  }));
  const nameAll = (status: ControlPlaneRun["status"]) =>
    runs.filter((run) =>
      run.status === status && run.measure_at !== null && run.preset !== "smoke"
    ).map((run) => ({
      ...{ run, name: nameOf(run), instances: toInstances(run) },
    })).toSorted((a, b) =>
      a.name.localeCompare(b.name, "en") || a.instances - b.instances ||
      a.run.repetition - b.run.repetition
    );
  const undisturbed = (named: ReturnType<typeof nameAll>) =>
    named.filter(({ run }) => run.fault === "none").map((one) => ({
      ...one,
      requests: requests.get(one.run.run_id) ?? [],
    }));
  const counted = nameAll("ok");
  const measured = undisturbed(counted);
  return {
    ...{ runs, missed },
    growth: measured.filter(({ run }) => run.preset !== SEARCH),
    invalid: undisturbed(nameAll("invalid")),
    searched: measured.filter(({ run }) => run.preset === SEARCH),
    disturbed: counted.filter(({ run }) =>
      run.fault !== "none" && run.fault_at !== null
    ).map((one) => ({
      ...one,
      cost: costs.get(one.run.run_id) ?? null,
      death: one.run.fault === KILL_CELLS
        ? deaths.get(one.run.run_id)?.text ?? ""
        : "",
      curve: curves.get(one.run.run_id) ?? null,
    })),
  };
}

/** Preset that searches for the load line in cells. */
const SEARCH = "cells";

/** Titles of the systems in reports. */
const titles: Readonly<Record<string, string>> = {
  sqlite: "SQLite",
  etcd: "etcd",
  postgresql: "PostgreSQL",
  mariadb: "MariaDB",
  diego: "Diego",
  kubernetes: "Kubernetes",
};

/** Returns the name of the store of a run, as in `GrowthRun`. */
export function nameOf(
  { system, layout, database }: Pick<
    ControlPlaneRun,
    "system" | "layout" | "database"
  >,
): string {
  return [
    titleOf(system),
    database === "" ? "" : ` (${titleOf(database)})`,
    layout === "plain" ? ", no indexes" : "",
  ].join("");
}

/** Returns the title of a system in reports; its name where it has none. */
export function titleOf(system: string): string {
  return (Object.hasOwn(titles, system) ? titles[system] : undefined) ?? system;
}

/** Returns how many instances a run seeds; 0 if its record does not say. */
export function toInstances(
  { cells, instances_per_cell }: Pick<
    ControlPlaneRun,
    "cells" | "instances_per_cell"
  >,
): number {
  return (cells ?? 0) * (instances_per_cell ?? 0);
}
