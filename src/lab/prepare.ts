/** From what a person asked for to the runs that are to be done. */
import { nearest, readRuns, UsageError } from "../record/mod.ts";
import type { Experiment } from "./experiment.ts";
import { type PlannedRun, planRuns } from "./matrix.ts";
import { closeKilledRuns } from "./run_lock.ts";
import { findSession, remaining } from "./resume.ts";
import type { Procedure } from "./session.ts";
import { parseSettings } from "./settings.ts";
import type { System } from "./system.ts";

/** What was asked for, as text where it was text. */
export interface Request {
  readonly experiment: Experiment;
  readonly procedure: Procedure;
  readonly preset: string;
  readonly system: System;
  /** `--set`: settings of the experiment, of its system, or both. */
  readonly set: Readonly<Record<string, string>>;
  /** Runs of each case; 0 for what the preset says. */
  readonly repetitions: number;
  readonly seed: number;
  /** Goes on with the last session of the preset on the system, in its order. */
  readonly resume: boolean;
  /** Folder of the experiment's record. */
  readonly record: string;
}

export interface Prepared {
  /** Runs still to be done. */
  readonly planned: readonly PlannedRun[];
  /** Runs of the whole session. */
  readonly total: number;
  readonly session: string;
  readonly seed: number;
  readonly systemSettings: Readonly<Record<string, string>>;
  /** How long they take, about. */
  readonly seconds: number;
}

/**
 * Throws `UsageError` for settings nobody knows, values not allowed, sizes the system cannot have, and a session to resume
 * that is not on record; TypeError for a preset that the experiment does not have.
 */
export async function prepareSession(request: Request): Promise<Prepared> {
  const { experiment, procedure, preset, system, resume, record } = request;
  const { own, systemSettings } = splitSettings(request);
  const asked = Object.hasOwn(experiment.presets, preset)
    ? experiment.presets[preset]
    : undefined;
  if (!asked) {
    throw new TypeError(`Cannot plan as there is no preset '${preset}'`);
  }
  if (resume) await closeKilledRuns(record);
  const last = resume
    ? findSession((await readRuns(record)).runs, {
      preset,
      system: system.name,
    })
    : null;
  const seed = last?.seed ?? request.seed;
  const sizes = system.sizes(systemSettings);
  const [only] = sizes;
  // A cluster that somebody else started has as many nodes as it has.
  if (sizes.length === 1 && !("nodes" in { ...asked.axes, ...own })) {
    own.nodes = String(only);
  }
  const all = planRuns(experiment, asked, {
    system: system.name,
    overrides: parseSettings(experiment.settings, own),
    repetitions: request.repetitions,
    seed,
  });
  refuseSizes(all, system.name, sizes);
  const planned = last ? remaining(all, last) : all;
  const seconds = planned.reduce(
    (sum, { values }) => sum + procedure.estimate(values),
    0,
  );
  const session = last?.session ??
    new Date().toISOString().replace(/\.\d+|[-:]/g, "");
  return {
    planned,
    total: all.length,
    session,
    seed,
    systemSettings,
    seconds,
  };
}

/** Which of the settings asked for are the experiment's own, and which are its system's. */
function splitSettings({ experiment, system, set }: Request) {
  const own: Record<string, string> = {};
  const systemSettings: Record<string, string> = {};
  for (const [key, value] of Object.entries(set)) {
    if (Object.hasOwn(experiment.settings, key)) own[key] = value;
    else if (Object.hasOwn(system.settings, key)) systemSettings[key] = value;
    else {
      const known = [experiment, system]
        .flatMap(({ settings }) => Object.keys(settings));
      throw new UsageError(`Cannot set '${key}' as ${nearest(key, known)}`);
    }
  }
  return { own, systemSettings };
}

function refuseSizes(
  planned: readonly PlannedRun[],
  name: string,
  sizes: readonly number[],
): void {
  const wrong = planned.find(({ values }) =>
    sizes.length > 0 && !sizes.includes(Number(values.nodes))
  );
  if (!wrong) return;
  throw new UsageError(
    `Cannot run ${name} with nodes=${wrong.values.nodes} as it can have ${
      sizes.join(", ")
    }: use --set nodes=${sizes.join(",")}`,
  );
}
