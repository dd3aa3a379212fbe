/** A session: the runs of one preset on one system, one after the other. */
import {
  digest,
  type Param,
  type Run,
  toRunId,
  UsageError,
} from "../record/mod.ts";
import type { Experiment } from "./experiment.ts";
import { UnavailableError } from "./unavailable.ts";
import type { PlannedRun } from "./matrix.ts";
import { closeKilledRuns } from "./run_lock.ts";
import { Recorder } from "./recorder.ts";
import { toParams, type Values } from "./settings.ts";
import type { System } from "./system.ts";

/** What a procedure is given. */
export interface RunContext {
  readonly values: Values;
  readonly system: System;
  readonly systemSettings: Readonly<Record<string, string>>;
  readonly experiment: Experiment;
  readonly recorder: Recorder;
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
  /** Seconds that a run with these values takes, about. */
  estimate(values: Values): number;
  /** Does it. Throws `UnavailableError` for what cannot be done here: the run is skipped, by name. */
  run(context: RunContext): Promise<Ended>;
}

export interface SessionOptions {
  /** Folder of the experiment's record. */
  readonly record: string;
  readonly experiment: Experiment;
  readonly procedure: Procedure;
  readonly preset: string;
  readonly system: System;
  readonly systemSettings: Readonly<Record<string, string>>;
  /** Begins with the first run; kept when it is resumed. */
  readonly session: string;
  readonly seed: number;
  readonly toolVersion: string;
  readonly environment: Run["environment"];
  readonly signal: AbortSignal;
  readonly onProgress: (
    planned: PlannedRun,
    phase: string,
    detail: string,
  ) => void;
  readonly onRun: (planned: PlannedRun, run: Run, summary: string) => void;
}

/**
 * Does the planned runs in order; one that fails does not stop the rest, an abort does. Runs of earlier sessions that were
 * killed are closed first. Returns the runs as they stand on record.
 */
export async function runSession(
  planned: readonly PlannedRun[],
  options: SessionOptions,
): Promise<Run[]> {
  const { record, signal, onRun } = options;
  await closeKilledRuns(record);
  const done: Run[] = [];
  for (const one of planned) {
    if (signal.aborted) break;
    const { run, summary } = await runOne(one, options);
    done.push(run);
    onRun(one, run, summary);
  }
  return done;
}

async function runOne(
  planned: PlannedRun,
  options: SessionOptions,
): Promise<{ readonly run: Run; readonly summary: string }> {
  const { record, experiment, procedure, system, signal, onProgress } = options;
  const recorder = await Recorder.open(record, toRun(planned, options));
  let ended: Ended;
  try {
    ended = await procedure.run({
      values: planned.values,
      system,
      systemSettings: options.systemSettings,
      experiment,
      recorder,
      signal,
      onProgress: (phase, detail) => onProgress(planned, phase, detail),
    });
  } catch (error) {
    ended = toEnded(error as Error, recorder, signal);
  }
  return {
    run: await recorder.finish({ status: "ok", ...ended.run }),
    summary: ended.summary,
  };
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

function toRun(
  { case_id, repetition, order, values }: PlannedRun,
  options: SessionOptions,
): Run {
  const { experiment, system, preset, session, seed } = options;
  const started_at = new Date().toISOString();
  const run_id = toRunId(started_at, {
    ordinal: order,
    identity: digest(crypto.randomUUID()),
  });
  const params = toParams(experiment.settings, values);
  const bookkeeping = { preset, session, seed, order };
  const more = Object.entries({
    ...Object.fromEntries(
      Object.entries(options.systemSettings)
        .map(([key, value]) => [`${system.name}_${key}`, value]),
    ),
    ...bookkeeping,
  });
  return {
    run_id,
    experiment: experiment.name,
    case_id,
    repetition,
    part: run_id,
    system: system.name,
    system_version: "",
    mode: system.mode,
    tool: "loadline",
    tool_version: options.toolVersion,
    environment: options.environment,
    started_at,
    ended_at: null,
    status: "running",
    verdict: "none",
    verdict_text: "",
    source: "",
    notes: "",
    params: params.concat(more.map(([key, value], i) =>
      toParam(key, value, {
        position: params.length + i,
      })
    )),
  };
}

function toParam(
  key: string,
  value: string | number,
  { position }: { readonly position: number },
): Param {
  return {
    key,
    value: String(value),
    number: typeof value === "number" ? value : null,
    unit: "",
    label: key,
    position,
  };
}

/** What is known of a session on record. */
export interface Session {
  readonly session: string;
  readonly seed: number;
  /** Runs that need not be done again. */
  readonly done: readonly Run[];
}

/**
 * The last session of a preset on a system. Runs that were killed or interrupted are not done; all others are, failed and
 * skipped ones too. Throws `UsageError` when there is none.
 */
export function findSession(
  runs: readonly Run[],
  { preset, system }: { readonly preset: string; readonly system: string },
): Session {
  const param = (run: Run, key: string) =>
    run.params.find((one) => one.key === key)?.value ?? "";
  const mine = runs.filter((run) =>
    run.system === system && param(run, "preset") === preset
  ).toSorted((a, b) => a.run_id < b.run_id ? -1 : 1);
  const last = mine.at(-1);
  if (!last) {
    throw new UsageError(
      `Cannot resume as no session of preset '${preset}' on ${system} is on record: run without --resume`,
    );
  }
  const session = param(last, "session");
  return {
    session,
    seed: Number(param(last, "seed")),
    done: mine.filter((run) =>
      param(run, "session") === session &&
      run.status !== "incomplete" && run.status !== "running"
    ),
  };
}

/** The planned runs that a session has not done yet. */
export function remaining(
  planned: readonly PlannedRun[],
  { done }: Session,
): PlannedRun[] {
  const keys = new Set(
    done.map(({ case_id, repetition }) => `${case_id}#${repetition}`),
  );
  return planned.filter(({ case_id, repetition }) =>
    !keys.has(`${case_id}#${repetition}`)
  );
}
