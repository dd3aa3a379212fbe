/** Settings of a system's own: as text for people, and read from `--set`. */
import {
  parseSettings,
  type Setting,
  type Settings,
  type Values,
} from "../../lab/plan/settings.ts";
import { UsageError } from "../../record/mod.ts";

/** What each setting means, with its default. */
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

/** One value for each setting. Throws `UsageError` for unknown keys, values not allowed, and several values for one. */
export function readSettings(
  settings: Settings,
  texts: Readonly<Record<string, string>>,
): Values {
  const parsed = parseSettings(settings, texts);
  return Object.fromEntries(
    Object.entries(settings).map(([key, { value }]) => {
      const [first = value, ...more] = parsed[key] ?? [];
      if (more.length === 0) return [key, first];
      throw new UsageError(
        `Cannot set ${key} to several values as it is the system's own, the same in all runs: current value is '${
          texts[key]
        }'`,
      );
    }),
  );
}
