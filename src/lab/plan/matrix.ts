/** The runs that a preset stands for, in the order they are done. */
import { seededRandom } from "../../statistics/basics/random.ts";
import type { Experiment, Preset } from "./experiment.ts";
import type { Value, Values } from "./settings.ts";

/** One run that is to be done. */
export interface PlannedRun {
  readonly case_id: string;
  /** Counted from 1. */
  readonly repetition: number;
  /** Its place in the order, from 1: whether order and size are confounded can be asked later. */
  readonly order: number;
  readonly values: Values;
}

export interface PlanOptions {
  /** What every case id begins with: the system's name, and what free text tells its cases apart. */
  readonly system: string;
  /** Values from the command line; several make the key an axis. */
  readonly overrides: Readonly<Record<string, readonly Value[]>>;
  /** Runs of each case; 0 for what the preset says. */
  readonly repetitions: number;
  /** Orders the cases. */
  readonly seed: number;
}

/**
 * Every case of a preset once, then every case again, each round in an order of its own: a host that grows slower meets
 * all cases alike, where a fixed order would call it the effect of size.
 */
export function planRuns(
  experiment: Experiment,
  preset: Preset,
  { system, overrides, repetitions, seed }: PlanOptions,
): PlannedRun[] {
  const axes: Record<string, readonly Value[]> = { ...preset.axes };
  for (const [key, value] of Object.entries(preset.settings)) {
    axes[key] = [value];
  }
  Object.assign(axes, overrides);
  const defaults = Object.fromEntries(
    Object.entries(experiment.settings).map(([key, { value }]) => [key, value]),
  );
  const cases = product(axes).map((values) => ({ ...defaults, ...values }));
  const named = namedKeys(experiment);
  for (const [key, values] of Object.entries(axes)) {
    // A setting that tells cases apart is in the id wherever it is not at its default.
    const tells = experiment.settings[key]?.identifies ?? false;
    if (values.length > 1 && !tells) named.add(key);
  }
  const random = seededRandom(seed);
  const planned: PlannedRun[] = [];
  const rounds = repetitions > 0 ? repetitions : preset.repetitions;
  for (let repetition = 1; repetition <= rounds; repetition++) {
    for (const values of shuffle(cases, random)) {
      planned.push({
        case_id: toCaseId(system, values, { experiment, named }),
        repetition,
        order: planned.length + 1,
        values,
      });
    }
  }
  return planned;
}

/** Settings that some preset varies: every case id has them. */
export function namedKeys({ presets }: Experiment): Set<string> {
  return new Set(
    Object.values(presets).flatMap(({ axes, search }) => [
      ...Object.keys(axes),
      ...search ? [search.along] : [],
    ]),
  );
}

/**
 * `etcd nodes=3 workers=25 value_size=1024`: the system, every setting that some preset varies, whatever else tells cases apart and is
 * not at its default, and what does not tell cases apart but varies in this plan. The same case has the same id in every session, whichever preset it came from.
 */
export function toCaseId(
  system: string,
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
  return [system, ...parts].join(" ");
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

/** Fisher and Yates. */
function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
  }
  return shuffled;
}
