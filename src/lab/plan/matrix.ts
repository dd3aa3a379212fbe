/** Expands a preset into its runs, in the order they are made. */
import { seededRandom } from "../../statistics/basics/random.ts";
import type { Experiment, Preset } from "./experiment.ts";
import type { Value, Values } from "./settings.ts";

/** A system as a plan sees it: what is set for its runs, how they are named, and what it cannot run. */
export interface PlannedSystem {
  readonly name: string;
  /** Prefix of its case ids: its name, and its identifying settings. */
  readonly label: string;
  /** With the parameters of the system among its settings. */
  readonly experiment: Experiment;
  /** Values that hold for this system only, such as those of its parameters; several make the key an axis. */
  readonly overrides: Readonly<Record<string, readonly Value[]>>;
  /** Returns why it cannot run with these values, as a whole sentence; empty if it can. */
  readonly refusal: (values: Values) => string;
}

/** One point of the matrix of a system. */
export interface Case {
  /** Name of its system. */
  readonly system: string;
  readonly case_id: string;
  readonly values: Values;
}

/** One run to make. */
export interface PlannedRun extends Case {
  /** Counted from 1. */
  readonly repetition: number;
  /** Position in the order, from 1; on record, so that an analysis can check whether order and size are confounded. */
  readonly order: number;
}

export interface PlanOptions {
  /** Systems of the session, whose cases are interleaved. */
  readonly systems: readonly PlannedSystem[];
  /** Values from the command line for every system; several make the key an axis. */
  readonly overrides: Readonly<Record<string, readonly Value[]>>;
  /** Runs of each case; 0 = as the preset states. */
  readonly repetitions: number;
  /** Seeds the order of the cases. */
  readonly seed: number;
}

/** Runs in their order, and the cases that a system cannot run. */
export interface PlannedRuns {
  readonly planned: readonly PlannedRun[];
  /** Each reason once. */
  readonly refused: readonly string[];
}

/**
 * Plans every case of a preset on every system once, then every case again, each round in its own random order: a host
 * that slows down then affects all cases and systems alike, where a fixed order would show it as an effect of size.
 */
export function planRuns(
  preset: Preset,
  { systems, overrides, repetitions, seed }: PlanOptions,
): PlannedRuns {
  const refused = new Set<string>();
  const cases = systems.flatMap((system) =>
    toCases(preset, system, overrides).filter(({ values }) => {
      const reason = system.refusal(values);
      if (reason !== "") refused.add(reason);
      return reason === "";
    })
  );
  const random = seededRandom(seed);
  const planned: PlannedRun[] = [];
  const rounds = repetitions > 0 ? repetitions : preset.repetitions;
  for (let repetition = 1; repetition <= rounds; repetition++) {
    for (const one of shuffle(cases, random)) {
      planned.push({ ...one, repetition, order: planned.length + 1 });
    }
  }
  return { planned, refused: [...refused] };
}

/** Expands the matrix of a preset on one system. */
function toCases(
  preset: Preset,
  { name, label, experiment, overrides: own }: PlannedSystem,
  overrides: PlanOptions["overrides"],
): Case[] {
  const axes: Record<string, readonly Value[]> = { ...preset.axes };
  for (const [key, value] of Object.entries(preset.settings)) {
    axes[key] = [value];
  }
  Object.assign(axes, overrides, own);
  const defaults = Object.fromEntries(
    Object.entries(experiment.settings).map(([key, { value }]) => [key, value]),
  );
  const named = namedKeys(experiment);
  for (const [key, values] of Object.entries(axes)) {
    // An identifying setting is in the id anyway wherever it is not at its default.
    const identifies = experiment.settings[key]?.identifies ?? false;
    if (values.length > 1 && !identifies) named.add(key);
  }
  const cases = preset.cases.flatMap((values) =>
    product(axes).map((point) => ({ ...defaults, ...values, ...point }))
  );
  return withoutTwins(cases).map((values) => {
    const case_id = toCaseId(label, values, { experiment, named });
    return { system: name, case_id, values };
  });
}

/** Settings that any preset varies; every case id has them. */
export function namedKeys({ presets }: Experiment): Set<string> {
  return new Set(
    Object.values(presets).flatMap(({ axes, search }) => [
      ...Object.keys(axes),
      ...search ? [search.parameter] : [],
    ]),
  );
}

/**
 * Names a case, `etcd nodes=3 workers=25 value_size=1024`: the label of its system, every setting that any preset varies,
 * identifying settings not at their default, and other settings that vary in this plan. A case has the same id in every
 * session and preset.
 */
export function toCaseId(
  label: string,
  values: Values,
  { experiment, named }: {
    readonly experiment: Experiment;
    readonly named: ReadonlySet<string>;
  },
): string {
  const parts = Object.entries(experiment.settings)
    .filter(([key, { value, identifies }]) =>
      named.has(key) || (identifies && values[key] !== value)
    )
    .map(([key]) => `${key}=${values[key]}`);
  return [label, ...parts].join(" ");
}

/** Removes cases that `overrides` have made the same as an earlier one. */
function withoutTwins(cases: readonly Values[]): Values[] {
  const byText = new Map(
    cases.map((values) => [JSON.stringify(values), values]),
  );
  return [...byText.values()];
}

function product(
  axes: Readonly<Record<string, readonly Value[]>>,
): Values[] {
  return Object.entries(axes).reduce<Values[]>(
    (points, [key, values]) =>
      points.flatMap((point) =>
        values.map((value) => ({ ...point, [key]: value }))
      ),
    [{}],
  );
}

/** Fisher-Yates shuffle. */
export function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
  }
  return shuffled;
}
