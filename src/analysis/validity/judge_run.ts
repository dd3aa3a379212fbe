/** Judges a run by its rows: validity by the rules, and objectives by what was measured. */
import type { Objective } from "../../lab/plan/experiment.ts";
import {
  evaluateObjectives,
  type MetricValues,
} from "../../lab/plan/objectives.ts";
import type { JudgedRun } from "../../lab/session/session.ts";
import type { Run } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import { causeOf, validity } from "./validity.ts";

/** What the analysis of an experiment measures of one run. */
export interface RunMeasurement {
  /** Values for the objectives. */
  readonly metrics: MetricValues;
  /** One line for the terminal. */
  readonly summary: string;
}

/** Measures a run; null if it did not reach the phase `measure`. */
export type MeasureRun = (
  store: Store,
  run: Pick<Run, "run_id" | "experiment">,
) => Promise<RunMeasurement | null>;

/** Objectives of an experiment, and the function that measures a run for them. */
export interface JudgeOptions {
  readonly objectives: readonly Objective[];
  readonly measure: MeasureRun;
}

/** Judges a run that has just ended, by its closed tables. Returns one that was skipped, failed or cut off unchanged. */
export async function judgeRun(
  record: string,
  run: Run,
  options: JudgeOptions,
): Promise<JudgedRun> {
  if (run.status !== "ok" && run.status !== "invalid") {
    return { run, summary: "" };
  }
  // Imported lazily: notebooks import this file, and may not load the native addon.
  const { openPart } = await import("../../store/open_part.ts");
  using store = await openPart(record, run);
  return await judgeRecordedRun(store, run, options);
}

/**
 * Returns the run with its current status, the cause of which is in its notes, and verdict, none unless `ok`; unchanged
 * if the store does not have it.
 */
export async function judgeRecordedRun(
  store: Store,
  run: Run,
  { objectives, measure }: JudgeOptions,
): Promise<JudgedRun> {
  const result = (await validity(store, run.experiment)).get(run.run_id);
  if (!result) return { run, summary: "" };
  const measurement = await measure(store, run);
  const summary = measurement?.summary ?? "nothing was measured";
  const { status } = result;
  if (status !== "ok" || measurement === null) {
    const notes = causeOf(result) || run.notes;
    const verdict = evaluateObjectives({}, []);
    return { run: { ...run, ...verdict, status, notes }, summary };
  }
  const verdict = evaluateObjectives(measurement.metrics, objectives);
  return { run: { ...run, ...verdict, status }, summary };
}
