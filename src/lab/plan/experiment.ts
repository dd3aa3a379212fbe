/** What an experiment is, before any of its cases runs. */
import { z } from "zod";
import { Search } from "./load_line_search.ts";
import { Setting } from "./settings.ts";

const Value = z.union([z.number(), z.string()]);

/** A named choice of cases: axes that vary, settings that are fixed otherwise than by default. */
export const Preset = z.strictObject({
  title: z.string().min(1),
  /** Values of each setting that varies; the cases are their product. */
  axes: z.record(z.string(), z.array(Value).min(1)),
  settings: z.record(z.string(), Value),
  /** Runs of each case; where there is a search, as many as that needs. */
  repetitions: z.number().int().min(1),
  /** Looks for the load line of each case; null for running each case as it is. */
  search: Search.nullable().default(null),
});
export type Preset = z.infer<typeof Preset>;

/** What must hold for a run to pass; figures of the phase `measure`. */
export const Objective = z.strictObject({
  /** One that the procedure measures. */
  metric: z.string(),
  is: z.enum(["at least", "at most"]),
  /** In the base unit. */
  value: z.number(),
  /** What a figure means that the run could not tell: some need longer runs than others. */
  unknown: z.enum(["missed", "ignored"]).default("missed"),
});
export type Objective = z.infer<typeof Objective>;

/** An experiment: a question with a fixed protocol; one literal a file in `experiments/`. */
export const Experiment = z.strictObject({
  /** Also the folder of its record. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  question: z.string().min(1),
  settings: z.record(z.string(), Setting),
  presets: z.record(z.string(), Preset),
  /** Names of systems it can run on; the first is taken when none is said. */
  systems: z.array(z.string()).min(1),
  objectives: z.array(Objective),
}).superRefine(({ settings, presets }, context) => {
  for (const [name, preset] of Object.entries(presets)) {
    const { axes, settings: fixed, search } = preset;
    const all = Object.entries(axes)
      .concat(Object.entries(fixed).map(([key, value]) => [key, [value]]))
      .concat(search ? [[search.along, [search.from, search.limit]]] : [])
      .concat(
        Object.entries(search?.confirm?.settings ?? {})
          .map(([key, value]) => [key, [value]]),
      );
    const twice = Object.keys(axes).find((key) => Object.hasOwn(fixed, key));
    if (twice !== undefined) {
      context.addIssue({
        code: "custom",
        path: ["presets", name, twice],
        message: `${twice} both varies and is fixed`,
      });
    }
    for (const [key, values] of all) {
      const wrong = values.find((value) => !allows(settings[key], value));
      if (wrong === undefined) continue;
      context.addIssue({
        code: "custom",
        path: ["presets", name, key],
        message: `${wrong} is no value of the setting ${key}`,
      });
    }
  }
});
export type Experiment = z.infer<typeof Experiment>;

function allows(setting: Setting | undefined, value: number | string): boolean {
  if (!setting) return false;
  return setting.type === "choice"
    ? setting.choices.includes(String(value))
    : typeof value === "number" && value >= setting.min && value <= setting.max;
}

/** Checks a declaration when its module is loaded. Throws ZodError that names preset and key. */
export function defineExperiment(
  declared: z.input<typeof Experiment>,
): Experiment {
  return Experiment.parse(declared);
}
