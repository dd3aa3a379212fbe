/** Settings of an experiment: numbers with units and words from a list, read from `--set` and kept as params. */
import { z } from "zod";
import { maybeUnit, type Param, toUnit, UsageError } from "../../record/mod.ts";

const shared = {
  /** What people call it in a table. */
  label: z.string().min(1),
  /** What it does, for `--help`. */
  about: z.string(),
  /** Whether runs that differ in it are of different cases; not so for how long something lasts. */
  identifies: z.boolean(),
};

const NumberSetting = z.strictObject({
  ...shared,
  type: z.literal("number"),
  /** Base unit, empty for a bare count. */
  unit: z.string(),
  /** Default, in the base unit. */
  value: z.number(),
  min: z.number(),
  max: z.number(),
  integer: z.boolean(),
});

const ChoiceSetting = z.strictObject({
  ...shared,
  type: z.literal("choice"),
  value: z.string(),
  choices: z.array(z.string()).min(1),
});

export const Setting = z.discriminatedUnion("type", [
  NumberSetting,
  ChoiceSetting,
]);
export type Setting = z.infer<typeof Setting>;
export type Settings = Readonly<Record<string, Setting>>;

/** A value of a setting: a number in its base unit, or one of its words. */
export type Value = number | string;
export type Values = Readonly<Record<string, Value>>;

export interface NumberOptions {
  /** Base unit. Default '': a bare count. */
  readonly unit?: string;
  readonly min?: number;
  /** Default 30 days for seconds, else no bound. */
  readonly max?: number;
  /** Default true for a bare count. */
  readonly integer?: boolean;
  readonly about?: string;
  /** Default true, but for what is measured in seconds. */
  readonly identifies?: boolean;
}

/** Stands for no bound at all, which zod takes for no number. */
const LARGEST = Number.MAX_SAFE_INTEGER;

/** Longest time that anything lasts unless its setting says otherwise: 30 days. */
const LONGEST_S = 30 * 86_400;

/** A setting that is a number. */
export function number(
  label: string,
  value: number,
  options: NumberOptions = {},
): Setting {
  const { unit = "", min = 0, about = "" } = options;
  const { max = unit === "s" ? LONGEST_S : LARGEST } = options;
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

/** A setting that is one of some words, the first by default. */
export function choice(
  label: string,
  choices: readonly [string, ...string[]],
  { about = "" } = {},
): Setting {
  return {
    type: "choice",
    label,
    about,
    identifies: true,
    value: choices[0],
    choices: [...choices],
  };
}

/**
 * Values from `--set` by key; several, separated by commas, make the key an axis of the matrix. Numbers may carry a unit of
 * the setting's dimension: `180s`, `10min`, `4KiB`, `70%`. Throws `UsageError` that names key, value and what is allowed.
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
      const texts = text.split(",").map((one) => one.trim());
      refuseDecimalComma(key, text, texts);
      const values = texts.map((one) => parseValue(key, setting, one));
      return [key, [...new Set(values)]];
    }),
  );
}

/** `1,5MiB` would be one byte, and five mebibytes. Throws `UsageError` where only some of several numbers have a unit. */
function refuseDecimalComma(
  key: string,
  text: string,
  texts: readonly string[],
): void {
  const bare = texts.filter((one) => /^-?[\d.]+$/.test(one)).length;
  const withUnit = texts.filter((one) => /^-?[\d.]+\s*[^\d\s.]/.test(one))
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
    if (setting.choices.includes(text)) return text;
    throw refuse(`one of ${setting.choices.join(", ")}`);
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
    throw refuse(
      `${integer ? "a whole number" : "a number"} from ${min}` +
        (max === LARGEST ? "" : ` to ${max}`) +
        (max === LONGEST_S ? ", 30 days" : ""),
    );
  }
  return value;
}

/** Values as params of a run, in the order of the settings. */
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
