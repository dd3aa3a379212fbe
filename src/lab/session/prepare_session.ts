/** From what a person asked for to the runs that are to be done. */
import { nearest, readRuns, type Run, UsageError } from "../../record/mod.ts";
import type { Experiment } from "../plan/experiment.ts";
import type { PlannedRun } from "../plan/matrix.ts";
import { type Plan, toPlan } from "../plan/run_plan.ts";
import { closeKilledRuns } from "../recording/run_lock.ts";
import { type Asked, findSession, keepTo, type Session } from "./resume.ts";
import type { Procedure } from "./session.ts";
import { parseSettings, type Values } from "../plan/settings.ts";
import type { System } from "../system/system_under_test.ts";
import {
  parseParameters,
  toSystemSettings,
  withParameters,
} from "../system/system_parameters.ts";

/** What was asked for; settings are the experiment's, its system's, or both. */
export interface Request extends Asked {
  readonly experiment: Experiment;
  readonly procedure: Procedure;
  readonly preset: string;
  readonly system: System;
  /** Goes on with the last session of the preset on the system, as it was begun and in its order. */
  readonly resume: boolean;
  /** Folder of the experiment's record. */
  readonly record: string;
}

export interface Prepared {
  readonly plan: Plan;
  /** Runs of the session that are on record already; empty for a new one. */
  readonly done: readonly Run[];
  /** Runs still to be done, of those that are known before. */
  readonly planned: readonly PlannedRun[];
  /** Runs of the whole session, of those that are known before. */
  readonly total: number;
  readonly session: string;
  readonly seed: number;
  /** Runs of each case in the whole session. */
  readonly repetitions: number;
  readonly set: Readonly<Record<string, string>>;
  /** Those of `set` that are the system's own, but for its parameters: each run has those among its values. */
  readonly systemSettings: Readonly<Record<string, string>>;
  /** How long `planned` takes, about. */
  readonly seconds: number;
}

/** What a seed is drawn below where none is given. */
const SEEDS = 1e6;

/**
 * Throws `UsageError` for settings nobody knows, values not allowed, sizes the system cannot have, and a session to resume
 * that is not on record or was begun otherwise; TypeError for a preset that the experiment does not have.
 */
export async function prepareSession(request: Request): Promise<Prepared> {
  const { experiment, procedure, preset, system } = request;
  const asked = Object.hasOwn(experiment.presets, preset)
    ? experiment.presets[preset]
    : undefined;
  if (!asked) {
    throw new TypeError(`Cannot plan as there is no preset '${preset}'`);
  }
  const last = request.resume ? await findLast(request) : null;
  const { set, ...more } = last ? keepTo(last, request) : request;
  const seed = more.seed ?? Math.floor(Math.random() * SEEDS);
  const repetitions = more.repetitions || asked.repetitions;
  const { own, parameters, systemSettings } = splitSettings(set, request);
  const axes = parseParameters(system, parameters);
  const firsts = Object.fromEntries(
    Object.entries(axes).flatMap(([key, [first]]) =>
      first === undefined ? [] : [[key, first]]
    ),
  );
  const sizesWith = (values: Values) =>
    system.sizes(toSystemSettings(system, values, systemSettings));
  const sizes = sizesWith(firsts);
  const [only] = sizes;
  // A cluster that somebody else started has as many nodes as it has.
  if (sizes.length === 1 && !("nodes" in { ...asked.axes, ...own })) {
    own.nodes = String(only);
  }
  const plan = toPlan(withParameters(experiment, system), asked, {
    system: toLabel(system, systemSettings),
    overrides: { ...parseSettings(experiment.settings, own), ...axes },
    repetitions,
    seed,
  });
  for (const one of plan.planned) {
    refuseSize(one, system.name, sizesWith(one.values));
  }
  const done = last?.done ?? [];
  const planned = plan.left(done);
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

async function findLast({ record, preset, system }: Request): Promise<Session> {
  await closeKilledRuns(record);
  const { runs } = await readRuns(record);
  return findSession(runs, { preset, system: system.name });
}

/** Which settings are the experiment's own, which are parameters of its system, and which are other settings of that. */
function splitSettings(
  set: Asked["set"],
  { experiment, system }: Pick<Request, "experiment" | "system">,
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

/** What case ids begin with: `etcd`, or `http endpoints=http://127.0.0.1:8080 preset=repram`. */
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
