/** The systems of a session: which settings each of them is given, and how a plan sees it. */
import { nearest, UsageError } from "../../record/mod.ts";
import type { Experiment, Preset } from "../plan/experiment.ts";
import type { PlannedSystem } from "../plan/matrix.ts";
import { parseSettings, type Value, type Values } from "../plan/settings.ts";
import type { System } from "../system/system_under_test.ts";
import {
  parseParameters,
  toSystemSettings,
  withParameters,
} from "../system/system_parameters.ts";

type Texts = Readonly<Record<string, string>>;

/** A system of a session. */
export interface SessionSystem {
  readonly system: System;
  /** Its settings from `--set`, without its parameters, which are among the values of each run. */
  readonly settings: Texts;
}

/** Settings from `--set`, given to those that know them. */
interface SplitSettings {
  /** Of the experiment. */
  readonly own: Texts;
  readonly systems: readonly (SessionSystem & {
    /** Parameters of the system, as text. */
    readonly parameters: Texts;
  })[];
}

/** Finds the system of a run. Throws `TypeError` if the session does not have it. */
export function findSystem(
  systems: readonly SessionSystem[],
  name: string,
): SessionSystem {
  const found = systems.find(({ system }) => system.name === name);
  if (found) return found;
  throw new TypeError(`Cannot run on ${name} as the session does not have it`);
}

/**
 * Splits settings between the experiment and the systems. A key that several systems know is given to all of them.
 * Throws `UsageError` for a key that none knows.
 */
export function splitSettings(
  set: Texts,
  { experiment, systems }: {
    readonly experiment: Experiment;
    readonly systems: readonly System[];
  },
): SplitSettings {
  const known = new Set(
    [experiment, ...systems].flatMap(({ settings }) => Object.keys(settings))
      .concat(systems.flatMap(({ parameters }) => Object.keys(parameters))),
  );
  for (const key of Object.keys(set)) {
    if (known.has(key)) continue;
    throw new UsageError(`Cannot set '${key}' as ${nearest(key, [...known])}`);
  }
  const pick = (has: (key: string) => boolean) =>
    Object.fromEntries(Object.entries(set).filter(([key]) => has(key)));
  const isOwn = (key: string) => Object.hasOwn(experiment.settings, key);
  return {
    own: pick(isOwn),
    systems: systems.map((system) => {
      const isParameter = (key: string) =>
        !isOwn(key) && Object.hasOwn(system.parameters, key);
      return {
        system,
        parameters: pick(isParameter),
        settings: pick((key) =>
          !isOwn(key) && !isParameter(key) &&
          Object.hasOwn(system.settings, key)
        ),
      };
    }),
  };
}

/** Returns how a plan sees a system. Throws `UsageError` for a value that a parameter cannot have. */
export function toPlannedSystem(
  { system, settings, parameters }: SplitSettings["systems"][number],
  { experiment, preset, own }: {
    readonly experiment: Experiment;
    readonly preset: Preset;
    readonly own: Texts;
  },
): PlannedSystem {
  const axes = parseParameters(system, parameters);
  const sizesWith = (values: Values) =>
    system.sizes(toSystemSettings(system, values, settings));
  return {
    name: system.name,
    label: toLabel(system, settings),
    experiment: withParameters(experiment, system),
    overrides: {
      ..."nodes" in { ...preset.axes, ...own }
        ? {}
        : onlySize(experiment, sizesWith(firstOf(axes))),
      ...axes,
    },
    refusal: (values) => refuseSize(values, system.name, sizesWith(values)),
  };
}

/** An external cluster has a fixed number of nodes. */
function onlySize(
  { settings }: Experiment,
  sizes: readonly number[],
): Record<string, Value[]> {
  return sizes.length === 1
    ? parseSettings(settings, { nodes: String(sizes[0]) })
    : {};
}

function firstOf(axes: Readonly<Record<string, readonly Value[]>>): Values {
  return Object.fromEntries(
    Object.entries(axes).flatMap(([key, [first]]) =>
      first === undefined ? [] : [[key, first]]
    ),
  );
}

/** Prefix of case ids: `etcd`, or `http endpoints=http://127.0.0.1:8080 preset=repram`. */
function toLabel({ name, identifying }: System, settings: Texts): string {
  const parts = identifying.flatMap((key) =>
    Object.hasOwn(settings, key) ? [`${key}=${settings[key]}`] : []
  );
  return [name, ...parts].join(" ");
}

/** Returns why a system cannot have a size; empty if it can. */
function refuseSize(
  { nodes }: Values,
  name: string,
  sizes: readonly number[],
): string {
  return sizes.length === 0 || sizes.includes(Number(nodes))
    ? ""
    : `Cannot run ${name} with nodes=${nodes} as it can have ${
      sizes.join(", ")
    }: use --set nodes=${sizes.join(",")}`;
}
