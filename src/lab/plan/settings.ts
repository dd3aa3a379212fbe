/** Settings of an experiment: numbers with units, and choices; parsed from `--set` and recorded as params. */
import { z } from "zod";
import { maybeUnit, type Param, toUnit, UsageError } from "../../record/mod.ts";

const shared = {
  /** Name in tables. */
  label: z.string().min(1),
  /** Description. */
  about: z.string(),
  /** Whether runs that differ in it belong to different cases; false for durations of phases. */
  identifies: z.boolean(),
};

const NumberSetting = z.strictObject({
  ...shared,
  type: z.literal("number"),
  /** Base unit; empty for a count. */
  unit: z.string(),
  /** Default, in the base unit. */
  value: z.number(),
  min: z.number(),
  max: z.number(),
  integer: z.boolean(),
});
export type NumberSetting = z.infer<typeof NumberSetting>;

const ChoiceSetting = z.strictObject({
  ...shared,
  type: z.literal("choice"),
  value: z.string(),
  choices: z.array(z.string()).min(1).readonly(),
  /** Whether a value may join several choices by `+`, each with its own times: `a@0s..5s+b@20s..25s`. */
  combinable: z.boolean(),
});

/** A setting that is one of some words. */
export interface ChoiceSetting<C extends string = string>
  extends z.infer<typeof ChoiceSetting> {
  readonly value: C;
  readonly choices: readonly C[];
}

export const Setting = z.discriminatedUnion("type", [
  NumberSetting,
  ChoiceSetting,
]).meta({ title: "`number()` or `choice()`" });
export type Setting = NumberSetting | ChoiceSetting;
export type Settings = Readonly<Record<string, Setting>>;

/** Value of a setting: a number in its base unit, or one of its choices. */
export type Value = number | string;
export type Values = Readonly<Record<string, Value>>;

type ValueOf<S> = S extends ChoiceSetting<infer C> ? C : number;

/** Values as their settings are declared: a number, or one of the words of a choice. */
export type ValuesOf<S extends Settings> = {
  readonly [K in keyof S]: ValueOf<S[K]>;
};

export interface NumberOptions {
  /** Base unit. @default {""} a count */
  readonly unit?: string;
  /** @default {0} */
  readonly min?: number;
  /** Default 30 days for seconds, else unlimited. */
  readonly max?: number;
  /** Default true for a count. */
  readonly integer?: boolean;
  readonly about?: string;
  /** Default true, except for seconds. */
  readonly identifies?: boolean;
}

/** Means unlimited; zod refuses Infinity as a number. */
const MAX_NUMBER = Number.MAX_SAFE_INTEGER;

/** Default maximum of settings in seconds: 30 days. */
const MAX_DURATION_S = 30 * 86_400;

/** Declares a setting that is a number. */
export function number(
  label: string,
  value: number,
  options: NumberOptions = {},
): NumberSetting {
  const { unit = "", min = 0, about = "" } = options;
  const { max = unit === "s" ? MAX_DURATION_S : MAX_NUMBER } = options;
  const { integer = unit === "", identifies = unit !== "s" } = options;
  return {
    type: "number",
    label,
    about,
    identifies,
    unit,
    value,
    min,
    max,
    integer,
  };
}

/** Declares a setting that is one of several words; the first is the default. */
export function choice<const C extends string>(
  label: string,
  choices: readonly [C, ...C[]],
  { about = "", combinable = false } = {},
): ChoiceSetting<C> {
  return {
    type: "choice",
    label,
    about,
    identifies: true,
    value: choices[0],
    choices: [...choices],
    combinable,
  };
}

/**
 * Parses values from `--set` by key; several, comma-separated, make the key an axis of the matrix. Numbers may have a
 * unit of the setting's dimension: `180s`, `10min`, `4KiB`, `70%`. Throws `UsageError`, which states key, value and the
 * allowed values, if one is invalid.
 */
export function parseSettings(
  settings: Settings,
  texts: Readonly<Record<string, string>>,
): Record<string, Value[]> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => {
      const setting = Object.hasOwn(settings, key) ? settings[key] : undefined;
      if (!setting) {
        throw new UsageError(
          `Cannot set '${key}' as there is no such setting: choose from ${
            Object.keys(settings).join(", ")
          }`,
        );
      }
      const parts = text.split(",").map((part) => part.trim());
      refuseDecimalComma(key, text, parts);
      const values = parts.map((part) => parseValue(key, setting, part));
      return [key, [...new Set(values)]];
    }),
  );
}

/** Throws `UsageError` if only some of several numbers have a unit: `1,5MiB` would be one byte and five mebibytes. */
function refuseDecimalComma(
  key: string,
  text: string,
  parts: readonly string[],
): void {
  const bare = parts.filter((part) => /^-?[\d.]+$/.test(part)).length;
  const withUnit = parts.filter((part) => /^-?[\d.]+\s*[^\d\s.]/.test(part))
    .length;
  if (bare === 0 || withUnit === 0) return;
  throw new UsageError(
    `Cannot set ${key} as some of its values have a unit and some have none: write a decimal point, 1.5, or a unit at each: current value is '${text}'`,
  );
}

function parseValue(key: string, setting: Setting, text: string): Value {
  const refuse = (allowed: string) =>
    new UsageError(
      `Cannot set ${key} as it must be ${allowed}: current value is '${text}'`,
    );
  if (setting.type === "choice") {
    if (isChoice(setting, text)) return text;
    throw refuse(allowedValues(setting));
  }
  const { unit, min, max, integer } = setting;
  const { dimension } = toUnit(unit);
  const [, digits = "", symbol = ""] =
    /^(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(\S*)$/i.exec(text) ?? [];
  const given = maybeUnit(symbol === "" ? unit : symbol);
  if (digits === "" || given?.dimension !== dimension) {
    throw refuse(
      unit === "" ? "a number" : `a number with a unit of ${dimension}`,
    );
  }
  const value = Number((Number(digits) * given.factor).toPrecision(12));
  if (value < min || value > max || (integer && !Number.isInteger(value))) {
    throw refuse(allowedValues(setting));
  }
  return value;
}

/** Returns the values that a setting can have, as they read after `must be`. */
export function allowedValues(setting: Setting): string {
  if (setting.type === "choice") return `one of ${setting.choices.join(", ")}`;
  const { min, max, integer } = setting;
  return `${integer ? "a whole number" : "a number"} from ${min}` +
    (max === MAX_NUMBER ? "" : ` to ${max}`) +
    (max === MAX_DURATION_S ? ", 30 days" : "");
}

/** Returns true for one of the choices, or for several where they may be combined. */
function isChoice(
  { choices, combinable }: ChoiceSetting,
  text: string,
): boolean {
  const parts = combinable
    ? text.split("+").map((part) => part.replace(/@.*/, ""))
    : [text];
  return parts.every((part) => choices.includes(part));
}

/** Whether a setting can have a value. */
export function isAllowed(setting: Setting, value: unknown): value is Value {
  return setting.type === "choice"
    ? typeof value === "string" && isChoice(setting, value)
    : typeof value === "number" && value >= setting.min && value <= setting.max;
}

/**
 * Returns the values of `settings` and of no others, defaults for missing ones. Throws `TypeError` for a value that a
 * setting cannot have, as values were checked when the run was planned.
 */
export function toValues<S extends Settings>(
  settings: S,
  values: Values,
): ValuesOf<S> {
  const complete = Object.fromEntries(
    Object.entries(settings).map(([key, { value }]) => [
      key,
      values[key] ?? value,
    ]),
  );
  assertAllowed(settings, complete);
  return complete;
}

function assertAllowed<S extends Settings>(
  settings: S,
  values: Values,
): asserts values is Values & ValuesOf<S> {
  for (const [key, setting] of Object.entries(settings)) {
    if (isAllowed(setting, values[key])) continue;
    throw new TypeError(
      `Cannot use ${key} as its setting has no such value: ${values[key]}`,
    );
  }
}

/** Converts values to params of a run, in the order of the settings. */
export function toParams(settings: Settings, values: Values): Param[] {
  return Object.entries(settings).map(([key, setting], position) => {
    const value = values[key] ?? setting.value;
    return {
      key,
      value: String(value),
      number: typeof value === "number" ? value : null,
      unit: setting.type === "number" ? setting.unit : "",
      label: setting.label,
      position,
    };
  });
}
