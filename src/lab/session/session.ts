/** Runs a session: the runs of one plan on its systems, in sequence. */
import type { Run } from "../../record/mod.ts";
import { followContainerStats } from "../probes/container_stats.ts";
import { startStallDetector } from "./stall_detector.ts";
import type { MachineClaim } from "./machine_claim.ts";
import { watchConcurrentRuns } from "./concurrent_runs.ts";
import { UnavailableError } from "../processes/unavailable.ts";
import type { PlannedRun } from "../plan/matrix.ts";
import type { Plan } from "../plan/run_plan.ts";
import { closeKilledRuns } from "../recording/run_lock.ts";
import { Recorder } from "../recording/recorder.ts";
import { toReceivers } from "../recording/row_receivers.ts";
import type { Procedure } from "../run/procedure.ts";
import { type NewRunOptions, toLoadSeed, toNewRun } from "./new_run.ts";
import { findSystem } from "./session_systems.ts";
import { toSystemSettings } from "../system/system_parameters.ts";
import { startClock } from "../timing/wall_clock.ts";

/** A run as judged by its rows. */
export interface JudgedRun {
  /** Final line in the record. */
  readonly run: Run;
  /** What was measured, in one line for the terminal; empty for nothing. */
  readonly summary: string;
}

export interface SessionOptions extends NewRunOptions {
  /** Folder of the experiment's record. */
  readonly record: string;
  readonly procedure: Procedure;
  /** Judges a run by its rows, once its tables are closed. */
  readonly judge: (record: string, run: Run) => Promise<JudgedRun>;
  /** Runs of the session on record; empty for a new one. */
  readonly done: readonly Run[];
  readonly signal: AbortSignal;
  /** Work of this process beside the set-up of the first run, which may block it. */
  readonly besideSetUp: Promise<unknown>;
  /** Claim by which concurrent sessions see each other; null for none. */
  readonly machine: MachineClaim | null;
  /** Output of `docker stats --format json`, for nodes in external containers; null for none. */
  readonly containerStats: ReadableStream<Uint8Array<ArrayBuffer>> | null;
  readonly onProgress: (
    planned: PlannedRun,
    phase: string,
    detail: string,
  ) => void;
  /** Tells the user something to do during a run, in whole lines. */
  readonly onNotice: (text: string) => void;
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
  const { record, procedure, onProgress } = options;
  const { system, settings } = findSystem(options.systems, planned.system);
  startClock();
  const recorder = await Recorder.open(record, toNewRun(planned, options));
  onBegin(recorder);
  const signal = AbortSignal.any([options.signal, recorder.broken]);
  // A stand-still of the machine is none of a system whose time is virtual, and nothing disturbs it.
  const isVirtual = system.mode === "simulated";
  const stallDetector = isVirtual ? null : startStallDetector({
    run_id: recorder.run_id,
    ...toReceivers(recorder),
  });
  options.machine?.setRun(recorder.run_id);
  const concurrentRuns = options.machine && !isVirtual
    ? watchConcurrentRuns(options.machine, recorder)
    : null;
  let ended: Partial<Run>;
  try {
    ended = await procedure.run({
      values: planned.values,
      system,
      systemSettings: toSystemSettings(system, planned.values, settings),
      recorder,
      seed: toLoadSeed({ seed: options.seed, order: planned.order }),
      ...{ signal, besideSetUp: options.besideSetUp },
      onProgress: (phase, detail) => onProgress(planned, phase, detail),
      onNotice: options.onNotice,
    });
  } catch (error) {
    ended = toFailedRun(error as Error, recorder, signal);
  } finally {
    stallDetector?.[Symbol.dispose]();
    await concurrentRuns?.[Symbol.asyncDispose]();
    options.machine?.setRun("");
  }
  let measured = "";
  const run = await recorder.finish({ status: "ok", ...ended }, async (run) => {
    const judged = await judgeRows(run, options);
    measured = judged.summary;
    return judged.run;
  });
  const summary = [run.notes, measured].filter((text) => text !== "");
  return { run, summary: summary.join("; ") };
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

/** Judges a run by its rows. Keeps its line if that fails, so that the run is not lost. */
async function judgeRows(
  run: Run,
  { record, judge }: Pick<SessionOptions, "record" | "judge">,
): Promise<JudgedRun> {
  try {
    return await judge(record, run);
  } catch (error) {
    const reason = `its rows could not be judged: ${(error as Error).message}`;
    const notes = run.notes ? `${run.notes}; ${reason}` : reason;
    return { run: { ...run, notes }, summary: "" };
  }
}

function toFailedRun(
  error: Error,
  recorder: Recorder,
  signal: AbortSignal,
): Partial<Run> {
  if (error instanceof UnavailableError) {
    return { status: "skipped", notes: error.message };
  }
  if (signal.aborted) {
    recorder.event("interrupted", "");
    return { status: "incomplete", notes: "interrupted" };
  }
  recorder.warn("run-failed", error.message);
  return { status: "failed", notes: error.message };
}
