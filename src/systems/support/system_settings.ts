/** Settings that belong to a system: their help texts, and their values from `--set`. */
import {
  parseSettings,
  type Setting,
  type Settings,
  toValues,
  type ValuesOf,
} from "../../lab/plan/settings.ts";
import { UsageError } from "../../record/mod.ts";

/** Returns a help text per setting: label, explanation, default and unit. */
export function describeSettings(settings: Settings): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, setting]) => [key, describe(setting)]),
  );
}

function describe(setting: Setting): string {
  const { label, about } = setting;
  const allowed = setting.type === "choice"
    ? `${setting.choices.join(" or ")}; ${setting.value}`
    : [setting.value, setting.unit].join(" ").trim();
  return `${
    [label, about].filter((text) => text !== "").join(": ")
  } (${allowed})`;
}

/**
 * Returns one value per setting. Throws `UsageError` for unknown keys, invalid values, and several values of one
 * setting.
 */
export function readSettings<S extends Settings>(
  settings: S,
  texts: Readonly<Record<string, string>>,
): ValuesOf<S> {
  const parsed = Object.entries(parseSettings(settings, texts));
  return toValues(
    settings,
    Object.fromEntries(parsed.flatMap(([key, [first, ...more]]) => {
      if (more.length === 0) return first === undefined ? [] : [[key, first]];
      throw new UsageError(
        `Cannot set ${key} to several values as a setting of the system is the same in all runs: current value is '${
          texts[key]
        }'`,
      );
    })),
  );
}
