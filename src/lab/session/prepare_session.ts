/** Prepares a session: turns the user's request into a plan of runs. */
import { nearest, readRuns, type Run, UsageError } from "../../record/mod.ts";
import type { Experiment } from "../plan/experiment.ts";
import type { PlannedRun } from "../plan/matrix.ts";
import { type Plan, toPlan } from "../plan/run_plan.ts";
import { closeKilledRuns } from "../recording/run_lock.ts";
import {
  continueSession,
  findSession,
  type Session,
  type SessionRequest,
} from "./resume.ts";
import type { Procedure } from "../run/procedure.ts";
import { parseSettings, type Values } from "../plan/settings.ts";
import type { System } from "../system/system_under_test.ts";
import {
  parseParameters,
  toSystemSettings,
  withParameters,
} from "../system/system_parameters.ts";

/** The user's request; `set` has settings of the experiment and of the system. */
export interface PrepareSessionOptions extends SessionRequest {
  readonly experiment: Experiment;
  readonly procedure: Procedure;
  readonly preset: string;
  readonly system: System;
  /** Resumes the last session of the preset on the system, with its settings and order. */
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
  /** Settings of the system in `set`, without its parameters, which are among the values of each run. */
  readonly systemSettings: Readonly<Record<string, string>>;
  /** Estimated duration of `planned`. */
  readonly seconds: number;
}

/** Exclusive maximum of a random seed. */
const MAX_SEED = 1e6;

/**
 * Prepares a session. Throws `UsageError` for an unknown setting, a value that is not allowed, a size that the system
 * cannot have, and a session to resume that is not on record or has other settings; TypeError for an unknown preset.
 */
export async function prepareSession(
  request: PrepareSessionOptions,
): Promise<PreparedSession> {
  const { experiment, procedure, preset: presetName, system } = request;
  const preset = Object.hasOwn(experiment.presets, presetName)
    ? experiment.presets[presetName]
    : undefined;
  if (!preset) {
    throw new TypeError(`Cannot plan as there is no preset '${presetName}'`);
  }
  const last = request.resume ? await findLastSession(request) : null;
  const { set, ...rest } = last ? continueSession(last, request) : request;
  const seed = rest.seed ?? Math.floor(Math.random() * MAX_SEED);
  const repetitions = rest.repetitions || preset.repetitions;
  const { own, parameters, systemSettings } = splitSettings(set, request);
  const axes = parseParameters(system, parameters);
  const firstValues = Object.fromEntries(
    Object.entries(axes).flatMap(([key, [first]]) =>
      first === undefined ? [] : [[key, first]]
    ),
  );
  const sizesWith = (values: Values) =>
    system.sizes(toSystemSettings(system, values, systemSettings));
  const sizes = sizesWith(firstValues);
  const [onlySize] = sizes;
  // An external cluster has a fixed number of nodes.
  if (sizes.length === 1 && !("nodes" in { ...preset.axes, ...own })) {
    own.nodes = String(onlySize);
  }
  const plan = toPlan(withParameters(experiment, system), preset, {
    system: toLabel(system, systemSettings),
    overrides: { ...parseSettings(experiment.settings, own), ...axes },
    repetitions,
    seed,
  });
  for (const run of plan.planned) {
    refuseSize(run, system.name, sizesWith(run.values));
  }
  const done = last?.done ?? [];
  const planned = plan.remaining(done);
  const seconds = planned.reduce(
    (sum, { values }) => sum + procedure.estimate(values),
    0,
  );
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
    systemSettings,
    seconds,
  };
}

async function findLastSession(
  { record, preset, system }: PrepareSessionOptions,
): Promise<Session> {
  await closeKilledRuns(record);
  const { runs } = await readRuns(record);
  return findSession(runs, { preset, system: system.name });
}

/** Splits settings into those of the experiment, the parameters of the system, and its other settings. */
function splitSettings(
  set: SessionRequest["set"],
  { experiment, system }: Pick<PrepareSessionOptions, "experiment" | "system">,
) {
  const own: Record<string, string> = {};
  const parameters: Record<string, string> = {};
  const systemSettings: Record<string, string> = {};
  for (const [key, value] of Object.entries(set)) {
    if (Object.hasOwn(experiment.settings, key)) own[key] = value;
    else if (Object.hasOwn(system.parameters, key)) parameters[key] = value;
    else if (Object.hasOwn(system.settings, key)) systemSettings[key] = value;
    else {
      const known = [experiment, system]
        .flatMap(({ settings }) => Object.keys(settings));
      throw new UsageError(`Cannot set '${key}' as ${nearest(key, known)}`);
    }
  }
  return { own, parameters, systemSettings };
}

/** Prefix of case ids: `etcd`, or `http endpoints=http://127.0.0.1:8080 preset=repram`. */
function toLabel(
  { name, identifying }: System,
  settings: Readonly<Record<string, string>>,
): string {
  const parts = identifying.flatMap((key) =>
    Object.hasOwn(settings, key) ? [`${key}=${settings[key]}`] : []
  );
  return [name, ...parts].join(" ");
}

function refuseSize(
  { values: { nodes } }: PlannedRun,
  name: string,
  sizes: readonly number[],
): void {
  if (sizes.length === 0 || sizes.includes(Number(nodes))) return;
  throw new UsageError(
    `Cannot run ${name} with nodes=${nodes} as it can have ${
      sizes.join(", ")
    }: use --set nodes=${sizes.join(",")}`,
  );
}
