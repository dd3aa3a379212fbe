/** Expands a preset into its runs, in the order they are made. */
import { seededRandom } from "../../statistics/basics/random.ts";
import type { Experiment, Preset } from "./experiment.ts";
import type { Value, Values } from "./settings.ts";

/** One run to make. */
export interface PlannedRun {
  readonly case_id: string;
  /** Counted from 1. */
  readonly repetition: number;
  /** Position in the order, from 1; on record, so that an analysis can check whether order and size are confounded. */
  readonly order: number;
  readonly values: Values;
}

export interface PlanOptions {
  /** Prefix of every case id: the system's name, and its identifying settings. */
  readonly system: string;
  /** Values from the command line; several make the key an axis. */
  readonly overrides: Readonly<Record<string, readonly Value[]>>;
  /** Runs of each case; 0 = as the preset states. */
  readonly repetitions: number;
  /** Seeds the order of the cases. */
  readonly seed: number;
}

/**
 * Plans every case of a preset once, then every case again, each round in its own random order: a host that slows down
 * then affects all cases alike, where a fixed order would show it as an effect of size.
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
    // An identifying setting is in the id anyway wherever it is not at its default.
    const identifies = experiment.settings[key]?.identifies ?? false;
    if (values.length > 1 && !identifies) named.add(key);
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
 * Names a case, `etcd nodes=3 workers=25 value_size=1024`: the system, every setting that any preset varies,
 * identifying settings not at their default, and other settings that vary in this plan. A case has the same id in every
 * session and preset.
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

/** Fisher-Yates shuffle. */
function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
  }
  return shuffled;
}
