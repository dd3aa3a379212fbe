/** Prepares a session: turns the user's request into a plan of runs. */
import {
  compareText,
  readRuns,
  type Run,
  UsageError,
} from "../../record/mod.ts";
import type { Experiment } from "../plan/experiment.ts";
import type { PlannedRun } from "../plan/matrix.ts";
import { type Plan, toPlan } from "../plan/run_plan.ts";
import { parseSettings } from "../plan/settings.ts";
import { closeKilledRuns } from "../recording/run_lock.ts";
import type { Procedure } from "../run/procedure.ts";
import type { System } from "../system/system_under_test.ts";
import {
  continueSession,
  findSession,
  type Session,
  type SessionRequest,
} from "./resume.ts";
import {
  findSystem,
  type SessionSystem,
  splitSettings,
  toPlannedSystem,
} from "./session_systems.ts";

/** The user's request; `set` has settings of the experiment and of the systems. */
export interface PrepareSessionOptions extends SessionRequest {
  readonly experiment: Experiment;
  readonly procedure: Procedure;
  readonly preset: string;
  /** Systems whose runs are interleaved; their order does not matter. */
  readonly systems: readonly System[];
  /** Resumes the last session of the preset on the systems, with its settings and order. */
  readonly resume: boolean;
  /** Folder of the experiment's record. */
  readonly record: string;
}

export interface PreparedSession {
  readonly plan: Plan;
  /** Runs of the session on record; empty for a new one. */
  readonly done: readonly Run[];
  /** Remaining runs that are known in advance. */
  readonly planned: readonly PlannedRun[];
  /** Number of runs of the whole session that are known in advance. */
  readonly total: number;
  readonly session: string;
  readonly seed: number;
  /** Runs of each case in the whole session. */
  readonly repetitions: number;
  readonly set: Readonly<Record<string, string>>;
  /** In the order of their names. */
  readonly systems: readonly SessionSystem[];
  /** Estimated duration of `planned`. */
  readonly seconds: number;
  /** Seconds of virtual time that pass meanwhile; null if all systems are in real time. */
  readonly simulated: number | null;
}

/** Exclusive maximum of a random seed. */
const MAX_SEED = 1e6;

/**
 * Prepares a session. One of several systems that cannot run a case leaves it to the others, which `plan.refused` says;
 * that none can run any is an error. Throws `UsageError` for an unknown setting, a value that is not
 * allowed, a size that the only system cannot have, and a session to resume that is not on record or has other settings;
 * TypeError for an unknown preset.
 */
export async function prepareSession(
  request: PrepareSessionOptions,
): Promise<PreparedSession> {
  const { experiment, procedure, preset: presetName } = request;
  const preset = Object.hasOwn(experiment.presets, presetName)
    ? experiment.presets[presetName]
    : undefined;
  if (!preset) {
    throw new TypeError(`Cannot plan as there is no preset '${presetName}'`);
  }
  // The same plan for the same systems, whoever named them in whatever order.
  const all = request.systems.toSorted((a, b) => compareText(a.name, b.name));
  const last = request.resume ? await findLastSession(request, all) : null;
  const { set, ...rest } = last ? continueSession(last, request) : request;
  const seed = rest.seed ?? Math.floor(Math.random() * MAX_SEED);
  const repetitions = rest.repetitions || preset.repetitions;
  const { own, systems } = splitSettings(set, { experiment, systems: all });
  const plan = toPlan(preset, {
    systems: systems.map((system) =>
      toPlannedSystem(system, { experiment, preset, own })
    ),
    overrides: parseSettings(experiment.settings, own),
    repetitions,
    seed,
  });
  const [refusal] = plan.refused;
  if (refusal && (systems.length === 1 || plan.planned.length === 0)) {
    throw new UsageError(refusal);
  }
  const done = last?.done ?? [];
  const planned = plan.remaining(done);
  const estimates = planned.map(({ system, values }) =>
    procedure.estimate(values, findSystem(systems, system).system)
  );
  const virtual = estimates.flatMap(({ simulated }) => simulated ?? []);
  const session = last?.session ??
    new Date().toISOString().replace(/\.\d+|[-:]/g, "");
  return {
    plan,
    done,
    planned,
    total: plan.planned.length,
    session,
    seed,
    repetitions,
    set,
    systems: systems.map(({ system, settings }) => ({ system, settings })),
    seconds: sumOf(estimates.map(({ seconds }) => seconds)),
    simulated: virtual.length === 0 ? null : sumOf(virtual),
  };
}

function sumOf(seconds: readonly number[]): number {
  return seconds.reduce((sum, next) => sum + next, 0);
}

async function findLastSession(
  { record, preset }: PrepareSessionOptions,
  systems: readonly System[],
): Promise<Session> {
  await closeKilledRuns(record);
  const { runs } = await readRuns(record);
  return findSession(runs, {
    preset,
    systems: systems.map(({ name }) => name),
  });
}
