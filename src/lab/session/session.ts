/** Runs a session: the runs of one plan on one system, in sequence. */
import type { Run } from "../../record/mod.ts";
import { followContainerStats } from "../probes/container_stats.ts";
import type { Experiment } from "../plan/experiment.ts";
import { startStallDetector } from "./stall_detector.ts";
import type { MachineClaim } from "./machine_claim.ts";
import { watchConcurrentRuns } from "./concurrent_runs.ts";
import { UnavailableError } from "../processes/unavailable.ts";
import type { PlannedRun } from "../plan/matrix.ts";
import type { Plan } from "../plan/run_plan.ts";
import { closeKilledRuns } from "../recording/run_lock.ts";
import { Recorder } from "../recording/recorder.ts";
import { type NewRunOptions, toLoadSeed, toNewRun } from "./new_run.ts";
import type { Values } from "../plan/settings.ts";
import type { System } from "../system/system_under_test.ts";
import { toSystemSettings } from "../system/system_parameters.ts";
import { startClock } from "../timing/wall_clock.ts";

/** Input of a procedure for one run. */
export interface RunContext {
  readonly values: Values;
  readonly system: System;
  readonly systemSettings: Readonly<Record<string, string>>;
  readonly experiment: Experiment;
  readonly recorder: Recorder;
  /** Seeds all random choices of the run; the param `load_seed`. */
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Reports the progress to the terminal. */
  readonly onProgress: (phase: string, detail: string) => void;
}

/** Result of a run: fields of its line in the record, and a one-line summary for the terminal. */
export interface RunResult {
  readonly run: Partial<Run>;
  readonly summary: string;
}

/** Procedure of a run, from set-up to tear-down. */
export interface Procedure {
  /** Estimates the duration of a run, in seconds. Throws `UsageError` if the values contradict each other. */
  estimate(values: Values): number;
  /** Makes a run. Throws `UnavailableError` if this machine cannot do it: the run is skipped, with the reason. */
  run(context: RunContext): Promise<RunResult>;
}

export interface SessionOptions extends NewRunOptions {
  /** Folder of the experiment's record. */
  readonly record: string;
  readonly procedure: Procedure;
  /** Evaluates the rows of a run, once its tables are closed, to its final line in the record, such as its status. */
  readonly evaluateRun: (record: string, run: Run) => Promise<Run>;
  /** Runs of the session on record; empty for a new one. */
  readonly done: readonly Run[];
  readonly signal: AbortSignal;
  /** Claim by which concurrent sessions see each other; null for none. */
  readonly machine: MachineClaim | null;
  /** Output of `docker stats --format json`, for nodes in external containers; null for none. */
  readonly containerStats: ReadableStream<Uint8Array<ArrayBuffer>> | null;
  readonly onProgress: (
    planned: PlannedRun,
    phase: string,
    detail: string,
  ) => void;
  readonly onRun: (planned: PlannedRun, run: Run, summary: string) => void;
}

/**
 * Makes the runs of a plan. Continues after a failed run, stops when `signal` aborts. Closes killed runs of earlier
 * sessions first. Returns the runs made, as on record.
 */
export async function runSession(
  plan: Plan,
  options: SessionOptions,
): Promise<Run[]> {
  const { record, done, signal, onRun, containerStats } = options;
  await closeKilledRuns(record);
  let current: Recorder | null = null;
  const onBegin = (recorder: Recorder) => {
    current = recorder;
  };
  if (containerStats) recordContainers(containerStats, () => current);
  const runs: Run[] = [];
  while (!signal.aborted) {
    const planned = plan.next([...done, ...runs]);
    if (!planned) break;
    const { run, summary } = await makeRun(planned, options, onBegin);
    runs.push(run);
    onRun(planned, run, summary);
  }
  return runs;
}

async function makeRun(
  planned: PlannedRun,
  options: SessionOptions,
  onBegin: (recorder: Recorder) => void,
): Promise<{ readonly run: Run; readonly summary: string }> {
  const { record, experiment, procedure, system, onProgress } = options;
  startClock();
  const recorder = await Recorder.open(record, toNewRun(planned, options));
  onBegin(recorder);
  const signal = AbortSignal.any([options.signal, recorder.broken]);
  const stallDetector = startStallDetector({
    run_id: recorder.run_id,
    onEvents: (rows) => recorder.append("events", rows),
    onSamples: (rows) => recorder.append("samples", rows),
  });
  const concurrentRuns = options.machine
    ? watchConcurrentRuns(options.machine, recorder)
    : null;
  let result: RunResult;
  try {
    result = await procedure.run({
      values: planned.values,
      system,
      systemSettings: toSystemSettings(
        system,
        planned.values,
        options.systemSettings,
      ),
      experiment,
      recorder,
      seed: toLoadSeed({ seed: options.seed, order: planned.order }),
      signal,
      onProgress: (phase, detail) => onProgress(planned, phase, detail),
    });
  } catch (error) {
    result = toFailedResult(error as Error, recorder, signal);
  } finally {
    stallDetector[Symbol.dispose]();
    await concurrentRuns?.[Symbol.asyncDispose]();
  }
  const run = await recorder.finish(
    { status: "ok", ...result.run },
    (run) => evaluateRows(run, options),
  );
  const hasNotes = run.notes !== "" && run.notes !== result.summary;
  return {
    run,
    summary: hasNotes ? `${run.notes}; ${result.summary}` : result.summary,
  };
}

/** Records the resource usage of containers in the run in progress; drops samples between two runs. */
function recordContainers(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  current: () => Recorder | null,
): void {
  followContainerStats(stream, {
    run_id: "",
    onSamples(samples) {
      const recorder = current();
      if (!recorder || recorder.finished) return;
      const { run_id } = recorder;
      recorder.append("samples", samples.map((row) => ({ ...row, run_id })));
    },
    onWarning: (code, message) => current()?.warn(code, message),
  }).catch((error: Error) =>
    current()?.warn("container-stats-ended", error.message)
  );
}

/** Evaluates the rows of a run. Keeps the result of the procedure if that fails, so that the run is not lost. */
async function evaluateRows(
  run: Run,
  { record, evaluateRun }: Pick<SessionOptions, "record" | "evaluateRun">,
): Promise<Run> {
  try {
    return await evaluateRun(record, run);
  } catch (error) {
    const reason = `its rows could not be judged: ${(error as Error).message}`;
    return { ...run, notes: run.notes ? `${run.notes}; ${reason}` : reason };
  }
}

function toFailedResult(
  error: Error,
  recorder: Recorder,
  signal: AbortSignal,
): RunResult {
  const end = (status: Run["status"], notes: string) => ({
    run: { status, notes },
    summary: notes,
  });
  if (error instanceof UnavailableError) return end("skipped", error.message);
  if (signal.aborted) {
    recorder.event("interrupted", "");
    return end("incomplete", "interrupted");
  }
  recorder.warn("run-failed", error.message);
  return end("failed", error.message);
}
