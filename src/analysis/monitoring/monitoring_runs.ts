/** Runs of `monitoring-load` made by the lab, with their measures and verdicts. */
import { z } from "zod";
import {
  evaluateObjectives,
  type RunVerdict,
} from "../../lab/plan/objectives.ts";
import { Event, Operation, Param, type Run } from "../../record/mod.ts";
import { maybeNumberColumn, numberColumn } from "../../store/column_types.ts";
import type { Store } from "../../store/mod.ts";
import type { RunMeasurement } from "../validity/judge_run.ts";
import { formatMeasures } from "./format_measures.ts";
import { blockDuration } from "./block_duration.ts";
import {
  measureMonitoring,
  type MonitoringMeasures,
  toObjectiveMetrics,
} from "./monitoring_measures.ts";
import { monitoringObjectives } from "./monitoring_objectives.ts";
import {
  type RunRows,
  type TimedSample,
  toRunRows,
} from "../series/run_rows.ts";
import {
  causeOf,
  type RunValidity,
  validity,
  validityOf,
} from "../validity/validity.ts";

const Row = z.strictObject({
  run_id: z.string(),
  case_id: z.string(),
  repetition: z.number(),
  mode: z.string(),
  system_version: z.string(),
  started_at: z.string().nullable(),
  notes: z.string(),
});

const SelfReported = z.strictObject({
  kind: z.string(),
  /** Reporting program: `prometheus`, `locust`. */
  statistic: z.string(),
  value: z.number().nullable(),
  unit: z.string(),
});

/** A run, with the status and verdict re-evaluated from its rows: no objectives unless it is ok. */
export interface MonitoringRun
  extends z.infer<typeof Row>, RunValidity, RunVerdict {
  readonly params: readonly Param[];
  /** Returns the text of a param; empty for a missing one. */
  readonly setting: (key: string) => string;
  /** Null for a run that did not reach the phase `measure`. */
  readonly measures: MonitoringMeasures | null;
  /** Metrics that its programs reported of themselves when it ended. */
  readonly selfReported: readonly z.infer<typeof SelfReported>[];
}

/** Returns the runs of every status in order of time, without imported ones, which have no rows to measure. */
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
  const validities = await validity(store, experiment);
  const selfReported = await selfReportedOf(store, experiment);
  const measured: MonitoringRun[] = [];
  // Sequential, because the rows of a soak need much memory.
  for (const run of runs) {
    const rows = await runRows(store, run.run_id);
    const judged = validityOf(validities, run.run_id);
    const measures = measureMonitoring(rows);
    measured.push({
      ...run,
      ...judged,
      notes: run.notes || causeOf(judged),
      ...evaluateMeasures(judged.status === "ok" ? measures : null),
      params: [...rows.params.values()],
      setting: (key) => rows.params.get(key)?.value ?? legacySetting(rows, key),
      measures,
      selfReported: selfReported.get(run.run_id) ?? [],
    });
  }
  return measured;
}

/** Reads what the programs of each run of an experiment reported, by run. */
async function selfReportedOf(
  store: Store,
  experiment: string,
): Promise<ReadonlyMap<string, z.infer<typeof SelfReported>[]>> {
  const rows = await store.query(
    SelfReported.extend({ run_id: z.string() }),
    `SELECT run_id, kind, statistic, value, unit FROM reported SEMI JOIN (
       SELECT run_id FROM runs WHERE experiment = $1 AND mode <> 'imported') USING (run_id)
     ORDER BY run_id, position`,
    [experiment],
  );
  const byRun = new Map<string, z.infer<typeof SelfReported>[]>();
  for (const { run_id, ...reported } of rows) {
    const own = byRun.get(run_id) ?? [];
    byRun.set(run_id, own);
    own.push(reported);
  }
  return byRun;
}

/** Returns a setting of runs older than its param; empty for others. */
function legacySetting(rows: RunRows, key: string): string {
  if (key === "block_duration") return String(blockDuration(rows));
  if (key !== "exporter") return "";
  const note = rows.events.find(({ kind, subject }) =>
    kind === "note" && subject === "targets"
  );
  return String(note?.data.exporter ?? "");
}

/** Evaluates the current objectives; no verdict without measures. */
function evaluateMeasures(measures: MonitoringMeasures | null): RunVerdict {
  if (measures === null) {
    return { verdict: "none", verdict_text: "", objectives: [] };
  }
  return evaluateObjectives(toObjectiveMetrics(measures), monitoringObjectives);
}

/** Measures one run, for its objectives and for the terminal; null if it did not reach the phase `measure`. */
export async function measureMonitoringRun(
  store: Store,
  { run_id }: Pick<Run, "run_id">,
): Promise<RunMeasurement | null> {
  const measures = measureMonitoring(await runRows(store, run_id));
  return measures === null ? null : {
    metrics: toObjectiveMetrics(measures),
    summary: formatMeasures(measures),
  };
}

/** Reads all rows of a run. */
export async function runRows(store: Store, run_id: string): Promise<RunRows> {
  const select = <T extends z.ZodObject>(row: T, table: string) =>
    store.query(
      row,
      `SELECT ${Object.keys(row.shape).map((key) => `"${key}"`).join(", ")}
       FROM ${table} WHERE run_id = $1`,
      [run_id],
    );
  const RunParam = Param.extend({ run_id: z.string() });
  return toRunRows({
    params: await select(RunParam, "params"),
    operations: await select(RunOperation, "operations"),
    samples: await runSamples(store, run_id),
    events: await select(Event, "events"),
  });
}

/** What is read of an operation: texts that are not looked at take most of the time. */
const RunOperation = Operation.pick({
  kind: true,
  started_at: true,
  duration_s: true,
  outcome: true,
  error: true,
  bytes: true,
});

const SampleName = z.strictObject({ source: z.string(), metric: z.string() });

const SampleColumns = z.tuple([
  numberColumn,
  numberColumn,
  maybeNumberColumn,
  numberColumn,
]);

/**
 * Reads the samples of a run. Half an hour has more than a hundred thousand: they are checked by column, and are numbers
 * alone, as neither a time nor a name that repeats need be read as a text for each.
 */
async function runSamples(
  store: Store,
  run_id: string,
): Promise<TimedSample[]> {
  const names = await store.query(
    SampleName,
    "SELECT DISTINCT samples.source AS source, metric FROM samples WHERE run_id = $1 ORDER BY ALL",
    [run_id],
  );
  if (names.length === 0) return [];
  const sources = [...new Set(names.map(({ source }) => source))];
  const metrics = [...new Set(names.map(({ metric }) => metric))];
  const { values } = await store.columns(
    `SELECT CAST(list_position($2::JSON::VARCHAR[], samples.source) AS DOUBLE) AS place,
       CAST(list_position($3::JSON::VARCHAR[], metric) AS DOUBLE) AS kind,
       CAST(epoch_ms(samples.at) AS DOUBLE) AS millis, value
     FROM samples WHERE run_id = $1`,
    [run_id, JSON.stringify(sources), JSON.stringify(metrics)],
  );
  const [places, kinds, times, numbers] = SampleColumns.parse(values);
  return places.map((place, i) => {
    const millis = times[i] ?? null;
    return {
      // The first of a list is at position 1.
      source: sources[place - 1]!,
      metric: metrics[kinds[i]! - 1]!,
      at: millis === null ? null : millis / 1000,
      value: numbers[i]!,
    };
  });
}
