/** A session: the runs of one plan on one system, one after the other. */
import type { Run } from "../../record/mod.ts";
import { followContainerStats } from "../probes/container_stats.ts";
import type { Experiment } from "../plan/experiment.ts";
import { startHeartbeat } from "./stall_detector.ts";
import type { MachineClaim } from "./machine_claim.ts";
import { watchNeighbours } from "./concurrent_runs.ts";
import { UnavailableError } from "../processes/unavailable.ts";
import type { PlannedRun } from "../plan/matrix.ts";
import type { Plan } from "../plan/run_plan.ts";
import { closeKilledRuns } from "../recording/run_lock.ts";
import { Recorder } from "../recording/recorder.ts";
import { type RunOptions, toLoadSeed, toRun } from "./new_run.ts";
import type { Values } from "../plan/settings.ts";
import type { System } from "../system/system_under_test.ts";
import { toSystemSettings } from "../system/system_parameters.ts";
import { startClock } from "../timing/wall_clock.ts";

/** What a procedure is given. */
export interface RunContext {
  readonly values: Values;
  readonly system: System;
  readonly systemSettings: Readonly<Record<string, string>>;
  readonly experiment: Experiment;
  readonly recorder: Recorder;
  /** Seeds all that the run chooses by chance; the param `load_seed`. */
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Tells what goes on, for people who watch. */
  readonly onProgress: (phase: string, detail: string) => void;
}

/** How a run ended, for its line in the record, and its figures in one line for people. */
export interface Ended {
  readonly run: Partial<Run>;
  readonly summary: string;
}

/** How a run is done, from setting up to tearing down. */
export interface Procedure {
  /** Seconds that a run with these values takes, about. Throws `UsageError` for values that do not go together. */
  estimate(values: Values): number;
  /** Does it. Throws `UnavailableError` for what cannot be done here: the run is skipped, by name. */
  run(context: RunContext): Promise<Ended>;
}

export interface SessionOptions extends RunOptions {
  /** Folder of the experiment's record. */
  readonly record: string;
  readonly procedure: Procedure;
  /** Says of a run whose tables are closed what its line in the record is to be: its status goes by its rows. */
  readonly judge: (record: string, run: Run) => Promise<Run>;
  /** Runs of the session that are on record already; empty for a new one. */
  readonly done: readonly Run[];
  readonly signal: AbortSignal;
  /** What other sessions know of this one by, and this one of them; null where nobody is to know. */
  readonly machine: MachineClaim | null;
  /** What `docker stats --format json` prints, for nodes in containers that somebody else started; null for none. */
  readonly containerStats: ReadableStream<Uint8Array<ArrayBuffer>> | null;
  readonly onProgress: (
    planned: PlannedRun,
    phase: string,
    detail: string,
  ) => void;
  readonly onRun: (planned: PlannedRun, run: Run, summary: string) => void;
}

/**
 * Does what the plan says, run by run; one that fails does not stop the rest, an abort does. Runs of earlier sessions that
 * were killed are closed first. Returns the runs done here as they stand on record.
 */
export async function runSession(
  plan: Plan,
  options: SessionOptions,
): Promise<Run[]> {
  const { record, done, signal, onRun, containerStats } = options;
  await closeKilledRuns(record);
  let current: Recorder | null = null;
  const begin = (recorder: Recorder) => {
    current = recorder;
  };
  if (containerStats) recordContainers(containerStats, () => current);
  const runs: Run[] = [];
  while (!signal.aborted) {
    const one = plan.next([...done, ...runs]);
    if (!one) break;
    const { run, summary } = await runOne(one, options, begin);
    runs.push(run);
    onRun(one, run, summary);
  }
  return runs;
}

async function runOne(
  planned: PlannedRun,
  options: SessionOptions,
  begin: (recorder: Recorder) => void,
): Promise<{ readonly run: Run; readonly summary: string }> {
  const { record, experiment, procedure, system, onProgress } = options;
  startClock();
  const recorder = await Recorder.open(record, toRun(planned, options));
  begin(recorder);
  const signal = AbortSignal.any([options.signal, recorder.broken]);
  const heartbeat = startHeartbeat({
    run_id: recorder.run_id,
    onEvents: (rows) => recorder.append("events", rows),
    onSamples: (rows) => recorder.append("samples", rows),
  });
  const neighbours = options.machine
    ? watchNeighbours(options.machine, recorder)
    : null;
  let ended: Ended;
  try {
    ended = await procedure.run({
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
    ended = toEnded(error as Error, recorder, signal);
  } finally {
    heartbeat[Symbol.dispose]();
    await neighbours?.[Symbol.asyncDispose]();
  }
  const run = await recorder.finish(
    { status: "ok", ...ended.run },
    (run) => judgeRows(run, options),
  );
  const told = run.notes === "" || run.notes === ended.summary;
  return {
    run,
    summary: told ? ended.summary : `${run.notes}; ${ended.summary}`,
  };
}

/** Adds what containers use to the run that is under way; what comes between two runs belongs to none. */
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

/** The run as its rows say, or as its procedure said where they cannot be asked: nothing of it may be lost. */
async function judgeRows(
  run: Run,
  { record, judge }: Pick<SessionOptions, "record" | "judge">,
): Promise<Run> {
  try {
    return await judge(record, run);
  } catch (error) {
    const reason = `its rows could not be judged: ${(error as Error).message}`;
    return { ...run, notes: run.notes ? `${run.notes}; ${reason}` : reason };
  }
}

function toEnded(
  error: Error,
  recorder: Recorder,
  signal: AbortSignal,
): Ended {
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
