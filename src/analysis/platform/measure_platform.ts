/** Measures one run on a container platform, for its objectives and for the line in the terminal. */
import { counted, formatDuration, formatPercent } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import { type CensoredTime, seenSeconds } from "../recovery/censored_time.ts";
import type { MeasureRun, RunMeasurement } from "../validity/judge_run.ts";
import {
  type ApiObjective,
  apiObjectives,
  callsInTime,
  podsInTime,
} from "./objectives/api_objectives.ts";
import { type BatchTimes, batchTimes } from "./pushes/batch_times.ts";
import {
  type PushOperation,
  pushOperations,
} from "./pushes/push_operations.ts";
import { type PushRun, pushRuns } from "./pushes/push_times.ts";
import { lostInstances } from "./recovery/lost_instances.ts";
import {
  type RecoveryCurve,
  recoveryCurves,
} from "./recovery/recovery_curves.ts";
import {
  type RunningShares,
  runningShares,
} from "./recovery/running_shares.ts";
import { type PlatformRun, platformRuns } from "./runs/platform_runs.ts";
import { type SoakRow, soakRows } from "./soak/soak_rows.ts";

/** What is measured of a run. Seconds and shares; null for what it does not have, or did not see to end. */
export interface PlatformMetrics {
  /** Share of the applications of which both phases of the push succeeded, and the time of all pushes. */
  readonly push_success: number | null;
  readonly push_all: number | null;
  /** Share of the tasks that succeeded, and the time from the first desire until all had. */
  readonly task_success: number | null;
  readonly tasks_all: number | null;
  /** The same of instances, until their first running. */
  readonly instance_success: number | null;
  readonly instances_all: number | null;
  /** Instances that a fault took away, and the share that ran again. */
  readonly lost_instances: number | null;
  readonly returned: number | null;
  /** The same where the cells that were left had room for all that was desired, or that is not recorded. */
  readonly returned_with_room: number | null;
  /**
   * Share of the desired instances that run in the end, of kinds that do not crash by themselves, less that of the kind
   * that does, where the cells that were left had too little room.
   */
  readonly running_favoured: number | null;
  /** Time from the fault until the first was noticed, and until 95 % and all ran again. */
  readonly notice: number | null;
  readonly recover_most: number | null;
  readonly recover_all: number | null;
  /** Metrics above their red level, and loops later than their interval. */
  readonly red_metrics: number | null;
  readonly late_loops: number | null;
  /** Share of the calls of its API, and of the starts of pods, that kept to the limits which its project publishes. */
  readonly calls_in_time: number | null;
  readonly pods_in_time: number | null;
}

/** What is known of the pushes, tasks, instances and loops of one run. */
export interface PlatformMeasures {
  readonly run: PlatformRun;
  /** Both phases of each push; all of them together, null without any. */
  readonly pushes: readonly PushOperation[];
  readonly pushed: PushRun | null;
  readonly batches: readonly BatchTimes[];
  /** Of all instances that a fault took away, then of each kind; empty without any. */
  readonly curves: readonly RecoveryCurve[];
  /** What runs of what is desired; null without a fault, or without samples of instances. */
  readonly shares: RunningShares | null;
  /** Metrics with a budget, from the phase measure to the fault; empty for a run without them. */
  readonly soak: readonly SoakRow[];
  /** Objectives of the platform's own project; empty for one without. */
  readonly objectives: readonly ApiObjective[];
}

/** Measures a run; null if it did not reach the phase measure. */
export const measurePlatform: MeasureRun = async (store, run) => {
  const measures = await platformMeasures(store, run);
  return measures && toPlatformMeasurement(measures);
};

/** Reads what is known of a run; null if there is no such run. */
export async function platformMeasures(
  store: Store,
  { run_id, experiment }: Pick<PlatformRun, "run_id" | "experiment">,
): Promise<PlatformMeasures | null> {
  const run = (await platformRuns(store, experiment))
    .find((one) => one.run_id === run_id);
  if (!run) return null;
  const pushes = await pushOperations(store, experiment, [run_id]);
  const [pushed = null] = pushRuns(pushes);
  return {
    ...{ run, pushes, pushed },
    batches: await batchTimes(store, { experiment, runs: [run] }),
    curves: recoveryCurves(
      await lostInstances(store, { experiment, runs: [run] }),
    ),
    shares: await runningShares(store, run),
    soak: await soakRows(store, run),
    objectives: await apiObjectives(store, run_id),
  };
}

/** Returns the metrics of a run for its objectives, and a line; null if it did not reach the phase measure. */
export function toPlatformMeasurement(
  measures: PlatformMeasures,
): RunMeasurement | null {
  if (measures.run.measure_at === null) return null;
  const metrics = toMetrics(measures);
  return { metrics: { ...metrics }, summary: summarisePlatform(metrics) };
}

function toMetrics(
  { run, pushed, batches, curves, shares, soak, objectives }: PlatformMeasures,
): PlatformMetrics {
  const tasks = batches.find(({ kind }) => kind === "task");
  const instances = batches.find(({ kind }) => kind === "lrp");
  const [recovery] = curves;
  const timeOf = (
    times: readonly { readonly time: CensoredTime }[] | undefined,
    position: number,
  ) => seenSeconds(times?.[position]?.time);
  return {
    push_success: pushed ? pushed.ok / pushed.apps : null,
    push_all: pushed?.seconds ?? null,
    task_success: tasks ? tasks.ok / tasks.n : null,
    tasks_all: timeOf(tasks?.times, 2),
    instance_success: instances ? instances.ok / instances.n : null,
    instances_all: timeOf(instances?.times, 2),
    lost_instances: run.fault_at === null ? null : recovery?.n ?? 0,
    ...recoveryMetrics(curves, shares),
    notice: recovery?.first_noticed ?? null,
    recover_most: timeOf(recovery?.times, 1),
    recover_all: timeOf(recovery?.times, 2),
    ...soakCounts(soak),
    ...apiMetrics(objectives),
  };
}

/** Returns what ran again of what was lost. `curves` are of all lost instances, then of each kind. */
export function recoveryMetrics(
  curves: readonly RecoveryCurve[],
  shares: RunningShares | null,
): Pick<
  PlatformMetrics,
  "returned" | "returned_with_room" | "running_favoured"
> {
  const hasRoom = (shares?.memory_load ?? 0) <= 1;
  const returned = curves[0]?.rate.rate ?? null;
  return {
    returned,
    returned_with_room: hasRoom ? returned : null,
    running_favoured: hasRoom ? null : shares?.favoured ?? null,
  };
}

/** Counts the metrics in red and the late loops of a run; null without a metric that has a budget. */
export function soakCounts(
  soak: readonly SoakRow[],
): Pick<PlatformMetrics, "red_metrics" | "late_loops"> {
  if (soak.length === 0) return { red_metrics: null, late_loops: null };
  return {
    red_metrics: soak.filter(({ verdict }) => verdict === "red").length,
    late_loops: soak.reduce((sum, { late }) => sum + late, 0),
  };
}

/** Returns how a run kept to the objectives of the platform's own project; null for a platform without any. */
export function apiMetrics(
  objectives: readonly ApiObjective[],
): Pick<PlatformMetrics, "calls_in_time" | "pods_in_time"> {
  return {
    calls_in_time: callsInTime(objectives),
    pods_in_time: podsInTime(objectives),
  };
}

/** Returns `99.5 % of pushes ok, ended in 2 h; 96 instances lost, 100 % back; 95 % in 40 s, all in 75 s`. */
export function summarisePlatform(metrics: PlatformMetrics): string {
  const { push_success, push_all, task_success, tasks_all } = metrics;
  const { lost_instances, returned, recover_most, recover_all } = metrics;
  const { running_favoured } = metrics;
  const { red_metrics, late_loops, calls_in_time, pods_in_time } = metrics;
  const reached = (what: string, seconds: number | null) =>
    seconds === null
      ? `${what} not reached`
      : `${what} in ${formatDuration(seconds)}`;
  return [
    push_success === null
      ? ""
      : `${formatPercent(push_success, 1)} of pushes ok${
        push_all === null ? "" : `, ended in ${formatDuration(push_all)}`
      }`,
    task_success === null
      ? ""
      : `${formatPercent(task_success, 1)} of tasks ok, ${
        reached("all", tasks_all)
      }`,
    metrics.instances_all === null
      ? ""
      : reached("all instances ran", metrics.instances_all),
    lost_instances === null || lost_instances === 0
      ? ""
      : `${counted(lost_instances, "instance")} lost, ${
        formatPercent(returned ?? 0, 1)
      } back; ${reached("95 %", recover_most)}, ${reached("all", recover_all)}`,
    running_favoured === null
      ? ""
      : `too little room for all: the share that runs is ${
        Number(Math.abs(100 * running_favoured).toFixed(1))
      } points ${
        running_favoured < 0 ? "higher" : "lower"
      } for crashing applications`,
    red_metrics === null || red_metrics === 0
      ? ""
      : `${counted(red_metrics, "metric")} above the red level`,
    late_loops === null || late_loops === 0
      ? ""
      : `${counted(late_loops, "loop")} later than the interval`,
    calls_in_time === null
      ? ""
      : `${formatPercent(calls_in_time, 2)} of API calls in time`,
    pods_in_time === null
      ? ""
      : `${formatPercent(pods_in_time, 2)} of pods started in time`,
  ].filter((part) => part !== "").join("; ");
}
