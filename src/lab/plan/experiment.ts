/** Declaration of an experiment: settings, presets, required capabilities, objectives. */
import { z } from "zod";
import { nearest } from "../../record/mod.ts";
import { Search } from "./load_line_search.ts";
import {
  allowedValues,
  isAllowed,
  Setting,
  type Settings,
} from "./settings.ts";
import { Capability } from "./capability.ts";

const Value = z.union([z.number(), z.string()]);

/** Named choice of cases: axes that vary, and settings fixed at another value than the default. */
export const Preset = z.strictObject({
  /** What it is for, in a list of presets. */
  title: z.string().min(1),
  /** Values of each setting that varies; the cases are their product. */
  axes: z.record(z.string(), z.array(Value).min(1)),
  /** Values of settings that do not vary. */
  settings: z.record(z.string(), Value),
  /** Settings that vary together, a choice of values each; every combination with `axes` is a case. */
  cases: z.array(z.record(z.string(), Value)).min(1).default([{}]),
  /** Runs of each case; ignored with a search, which makes as many as it needs. */
  repetitions: z.number().int().min(1),
  /** Searches the load line of each case; null runs each case as it is. */
  search: Search.meta({ title: "`{ parameter, start, max ... }`" }).nullable()
    .default(null),
});
export type Preset = z.infer<typeof Preset>;

/** Limit that a metric of the phase `measure` must meet for a run to pass. */
export const Objective = z.strictObject({
  /** Metric that the procedure measures. */
  metric: z.string(),
  /** Side on which the limit is met. */
  is: z.enum(["at least", "at most"]),
  /** In the base unit. */
  value: z.number(),
  /** Effect of an unknown value. `ignored` is for metrics that only long runs can measure. */
  unknown: z.enum(["missed", "ignored"]).default("missed"),
});
export type Objective = z.infer<typeof Objective>;

/** A question with a fixed protocol; one literal per file in `experiments/`. */
export const Experiment = z.strictObject({
  /** Also the folder name of its record. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  question: z.string().min(1),
  settings: z.record(z.string(), Setting),
  presets: z.record(z.string(), Preset),
  /** Capabilities of the systems that it can run on. */
  requires: z.array(Capability).min(1),
  objectives: z.array(Objective),
}).superRefine(({ settings, presets }, context) => {
  for (const [name, preset] of Object.entries(presets)) {
    const { axes, settings: fixed, cases, search } = preset;
    const all = Object.entries(axes)
      .concat(...cases.map(toLists), toLists(fixed))
      .concat(search ? [[search.parameter, [search.start, search.max]]] : [])
      .concat(toLists(search?.confirm?.settings ?? {}));
    const varying = [axes, ...cases].flatMap(Object.keys);
    const duplicate = varying.find((key) => Object.hasOwn(fixed, key));
    if (duplicate !== undefined) {
      context.addIssue({
        code: "custom",
        path: ["presets", name, duplicate],
        message: "both varies and is fixed: remove one",
      });
    }
    for (const [key, values] of all) {
      const setting = settings[key];
      const invalid = values.find((value) =>
        !setting || !isAllowed(setting, value)
      );
      if (invalid === undefined) continue;
      context.addIssue({
        code: "custom",
        path: ["presets", name, key],
        message: setting
          ? `cannot be ${invalid}: it must be ${allowedValues(setting)}`
          : `is no setting: ${nearest(key, Object.keys(settings))}`,
      });
    }
  }
});
export type Experiment = z.infer<typeof Experiment>;

function toLists(
  values: Readonly<Record<string, z.infer<typeof Value>>>,
): [string, z.infer<typeof Value>[]][] {
  return Object.entries(values).map(([key, value]) => [key, [value]]);
}

/** Validates a declaration. Throws ZodError, which names preset and key, if it is invalid. */
export function defineExperiment<S extends Settings>(
  declared: z.input<typeof Experiment> & { readonly settings: S },
): Experiment & { readonly settings: S } {
  return { ...Experiment.parse(declared), settings: declared.settings };
}
