/** The keys of an experiment of a user's own. */
import { z } from "zod";
import { Objective, Preset } from "../../lab/plan/experiment.ts";
import { Setting } from "../../lab/plan/settings.ts";
import { OwnSystem } from "../../systems/own/declaration.ts";
import { Driver } from "../../workloads/driver/driver.ts";
import { Scenario } from "../../workloads/scenario/scenario.ts";

/** Value of the setting `profile` for a rate that does not change. */
export const STEADY = "steady";

export const OwnPreset = Preset.extend({
  axes: Preset.shape.axes.default({}),
  settings: Preset.shape.settings.default({}),
  repetitions: Preset.shape.repetitions.default(1),
});

const Rate = z.number().positive().max(1e6);
const Seconds = z.number().positive().max(86_400);

/** A part of a profile, in journeys a second or, in a closed loop, users: a hold, or a ramp. */
const Stage = z.union([
  z.strictObject({ seconds: Seconds, rate: Rate })
    .transform(({ seconds, rate }) => ({ seconds, from: rate, to: rate })),
  z.strictObject({ seconds: Seconds, from: Rate, to: Rate }),
], "must be { seconds, rate } or { seconds, from, to }, all above 0");

const Key = z.string().regex(
  /^[a-z][a-z0-9_]*$/,
  "must be lower-case letters, digits and _, beginning with a letter",
);

/** A setting of the experiment, or another default of one that every experiment has. */
const OwnSetting = z.union(
  [z.number(), z.string(), Setting],
  'must be a value, number("Label", 1) or choice("Label", ["a", "b"])',
);

export const OwnFields = z.strictObject({
  /** Name in reports and comparisons, and of the folder of its record. */
  name: z.string().regex(
    /^[a-z0-9][a-z0-9-]{0,59}$/,
    "must be lower-case letters, digits and -, as it names the folder of the record",
  ),
  /** Question that it answers. */
  question: z.string().min(1),
  /** Systems that it can run on; the first is the default. */
  systems: z.array(
    OwnSystem.meta({ title: "`processSystem()` or `endpointSystem()`" }),
  ).min(1),
  /** What users do; null with a driver. */
  scenario: Scenario.meta({ title: "a scenario" }).nullable().default(null),
  /** Another load tool in the place of a scenario, whose results are imported; null for none. */
  driver: Driver.meta({ title: "a driver" }).nullable().default(null),
  /** Own settings, and other defaults of `ownSettings`. A setting is a placeholder of commands and steps. */
  settings: z.record(Key, OwnSetting).default({}),
  /** How the rate of an open loop, or the number of users of a closed one, changes; the setting `profile` chooses one. */
  profiles: z.record(
    z.string().regex(
      /^[a-z][a-z0-9-]*$/,
      "must be lower-case letters, digits and -",
    ).refine((name) => name !== STEADY, "cannot be the name of a profile"),
    z.array(Stage).min(1),
  ).default({}),
  /** Variables of the environment that are placeholders, and never recorded. */
  secrets: z.array(z.string().regex(/^[A-Za-z_]\w*$/, "must be a variable"))
    .default([]),
  /** What can be run: `experiments/checkout.ts/quick`. */
  presets: z.record(
    z.string().regex(
      /^[a-z0-9][a-z0-9-]*$/,
      "must be lower-case letters, digits and -",
    ),
    OwnPreset.meta({ title: "a preset" }),
  ).refine((presets) => Object.keys(presets).length > 0, "must not be empty"),
  /** Limits of what is measured. */
  objectives: z.array(Objective.meta({ title: "objectives" })).default([]),
});
export type OwnFields = z.infer<typeof OwnFields>;
