/** Every run of `monitoring-load` that was made here, with what it measured. */
import { z } from "zod";
import {
  checkObjectives,
  judge,
  type Judgement,
  type ObjectiveResult,
} from "../../lab/plan/objectives.ts";
import { Event, Operation, Param, Sample } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import { blockDuration } from "./block_duration.ts";
import {
  measureMonitoring,
  type MonitoringMeasures,
  toFigures,
} from "./monitoring_measures.ts";
import { monitoringObjectives } from "./monitoring_objectives.ts";
import { type RunRows, toRunRows } from "../series/run_rows.ts";
import { causeOf, type RunValidity, validity, validityOf } from "../validity/validity.ts";

const Row = z.strictObject({
  run_id: z.string(),
  case_id: z.string(),
  repetition: z.number(),
  mode: z.string(),
  system_version: z.string(),
  started_at: z.string().nullable(),
  notes: z.string(),
});

const Told = z.strictObject({
  kind: z.string(),
  /** Who told it: `prometheus`, `locust`. */
  statistic: z.string(),
  value: z.number().nullable(),
  unit: z.string(),
});

/** A run with the status, and the verdict, that its rows give it now. */
export interface MonitoringRun
  extends z.infer<typeof Row>, RunValidity, Judgement {
  /** Each objective of today; none for a run that is not ok. */
  readonly objectives: readonly ObjectiveResult[];
  readonly params: readonly Param[];
  /** Text of a param; empty for one that it does not have. */
  readonly setting: (key: string) => string;
  /** Null for a run that never came to the phase `measure`. */
  readonly measures: MonitoringMeasures | null;
  /** What its programs told of themselves when it ended. */
  readonly told: readonly z.infer<typeof Told>[];
}

/** Runs in order of time, whatever became of them. Those of others, which were imported, have no rows to measure. */
export async function monitoringRuns(
  store: Store,
  experiment = "monitoring-load",
): Promise<MonitoringRun[]> {
  const runs = await store.query(
    Row,
    `SELECT run_id, case_id, repetition, mode, system_version, started_at, notes
     FROM runs WHERE experiment = $1 AND mode <> 'imported' ORDER BY run_id`,
    [experiment],
  );
  const judged = await validity(store, experiment);
  const found: MonitoringRun[] = [];
  // One after the other: the rows of a soak take their room.
  for (const run of runs) {
    const rows = await runRows(store, run.run_id);
    const sound = validityOf(judged, run.run_id);
    const measures = measureMonitoring(rows);
    found.push({
      ...run,
      ...sound,
      notes: run.notes || causeOf(sound),
      ...judgeMeasures(sound.status === "ok" ? measures : null),
      params: [...rows.params.values()],
      setting: (key) => rows.params.get(key)?.value ?? earlier(rows, key),
      measures,
      told: await store.query(
        Told,
        `SELECT kind, statistic, value, unit FROM reported
         WHERE run_id = $1 ORDER BY position`,
        [run.run_id],
      ),
    });
  }
  return found;
}

/** Settings that runs had before the experiment named them; empty for others. */
function earlier(rows: RunRows, key: string): string {
  if (key === "block_duration") return String(blockDuration(rows));
  if (key !== "exporter") return "";
  const told = rows.events.find(({ kind, subject }) =>
    kind === "note" && subject === "targets"
  );
  return told?.detail.split(" ")[0] ?? "";
}

/** What today's objectives say of figures; no verdict without. */
function judgeMeasures(measures: MonitoringMeasures | null) {
  if (measures === null) {
    return { verdict: "none", verdict_text: "", objectives: [] } as const;
  }
  const figures = toFigures(measures);
  return {
    ...judge(figures, monitoringObjectives),
    objectives: checkObjectives(figures, monitoringObjectives),
  };
}

/** All rows of a run. */
export async function runRows(store: Store, run_id: string): Promise<RunRows> {
  const all = <T extends z.ZodObject>(row: T, table: string) =>
    store.query(
      row,
      `SELECT ${Object.keys(row.shape).map((key) => `"${key}"`).join(", ")}
       FROM ${table} WHERE run_id = $1`,
      [run_id],
    );
  const OfRun = Param.extend({ run_id: z.string() });
  return toRunRows({
    params: await all(OfRun, "params"),
    operations: await all(Operation, "operations"),
    samples: await all(Sample, "samples"),
    events: await all(Event, "events"),
  });
}
