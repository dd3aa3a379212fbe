/** Finds what a name on the command line stands for: an experiment of this project, or the file of a user's own. */
import {
  experiments,
  type Runnable,
  toRunnable,
} from "../src/experiments/mod.ts";
import {
  type OwnFileName,
  readOwnFile,
  requirePreset,
  toOwnFileName,
} from "../src/experiments/own/own_file.ts";
import type { OwnRunnable } from "../src/experiments/own/own_runnable.ts";
import { readSecrets } from "../src/experiments/own/secrets.ts";
import type { System } from "../src/lab/mod.ts";
import { UsageError } from "../src/record/mod.ts";
import {
  chooseSystems,
  type SystemChoice,
} from "../src/systems/choose_systems.ts";
import { systems } from "../src/systems/mod.ts";
import {
  remoteHostsIn,
  requireAllowedHosts,
  requireAllowedTargets,
} from "../src/systems/own/remote_hosts.ts";
import { paths } from "./_main.ts";

/** An experiment that can be run, and what it can be run on. */
export interface Chosen extends Runnable {
  /** As on the command line, without its preset. */
  readonly name: string;
  /** Systems to choose from. */
  readonly systems: readonly System[];
  /** Folder of records, unless another one is named. */
  readonly data: string;
}

/** A user's own file that was read. */
export interface OwnFile extends OwnFileName {
  readonly runnable: OwnRunnable;
}

/**
 * Reads the file of an own experiment that is among the arguments; null if there is none. Throws `UsageError`, which names
 * file, key and remedy, for one that cannot be run.
 */
export async function readOwnArgument(
  args: readonly string[],
): Promise<OwnFile | null> {
  const [name = null] = args.filter((arg) => !arg.startsWith("-"))
    .flatMap((arg) => toOwnFileName(arg) ?? []);
  if (name === null) return null;
  const runnable = await readOwnFile(name.path);
  const { experiment: { name: used } } = runnable;
  if (experiments.some(({ experiment }) => experiment.name === used)) {
    throw new UsageError(
      `${name.path}: name must not be '${used}' as an experiment of Loadline has it: use another one`,
    );
  }
  return { ...name, runnable };
}

/** Returns an own experiment; runs of one never go to the committed records, unless the user says so. */
export function toChosen({ path, runnable }: OwnFile): Chosen {
  const { experiment, procedure, measure, systems } = runnable;
  return {
    ...{ name: path, experiment, procedure, measure, systems },
    data: `${paths.work}/data`,
  };
}

/** Finds an experiment and its preset by the name on the command line. Throws `UsageError`, with the nearest names. */
export function choose(
  name: string,
  own: OwnFile | null,
): Chosen & { readonly preset: string } {
  if (own) {
    return { ...toChosen(own), preset: requirePreset(own, own.runnable) };
  }
  const { preset, ...runnable } = toRunnable(name);
  const [short = ""] = name.split("/");
  return { ...runnable, preset, name: short, systems, data: paths.runs };
}

/** Chooses the systems of a session as `--system` names them; empty for the default. Throws `UsageError`. */
export function chooseFrom(
  { experiment, systems }: Pick<Chosen, "experiment" | "systems">,
  text: string,
): SystemChoice {
  return chooseSystems(text, { experiment, systems });
}

/**
 * Checks what an own experiment needs of its user before anything is sent: its secrets, and a word on other machines.
 * Throws `UsageError`.
 */
export function requireConsent(
  { runnable: { declared } }: OwnFile,
  { chosen, allowed }: {
    readonly chosen: readonly Pick<System, "name">[];
    /** Hosts named by `--allow-remote`. */
    readonly allowed: readonly string[];
  },
): void {
  const names = new Set(chosen.map(({ name }) => name));
  requireAllowedHosts(
    declared.systems.filter(({ name }) => names.has(name)),
    allowed,
  );
  // A driver may send its load elsewhere than to the system.
  const { command = [], env = {} } = declared.driver ?? {};
  const hosts = remoteHostsIn([...command, ...Object.values(env)]);
  requireAllowedTargets(
    hosts.map((host) => ({ host, name: "the driver" })),
    allowed,
  );
  readSecrets(declared.secrets);
}
