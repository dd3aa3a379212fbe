/** What the code declares about the experiment of a run: question, preset, defaults, objectives, measurement. */
import { experiments, type Runnable } from "../../experiments/mod.ts";
import { type Experiment, withParameters } from "../../lab/mod.ts";
import {
  bookkeepingParams,
  type Param,
  paramOf,
  type Run,
} from "../../record/mod.ts";
import { systems } from "../../systems/mod.ts";

/** A setting of a run beside its default. */
export interface SettingChoice {
  readonly param: Param;
  /** Default, in the base unit; null for a setting that the experiment does not declare. */
  readonly standard: string | null;
  /** Who chose a value other than the default; empty for the default, and where that is not declared. */
  readonly chosen: "" | "preset" | "--set";
}

/** Returns the experiment of a run; null for one that this version cannot run, such as an import. */
export function declaredFor({ experiment, mode }: Run): Runnable | null {
  if (mode === "imported") return null;
  return experiments.find((one) => one.experiment.name === experiment) ?? null;
}

const bookkeeping: ReadonlySet<string> = new Set(bookkeepingParams);

/** Returns the settings of a run in their order, without those that keep account of runs. */
export function settingChoices(
  run: Run,
  experiment: Experiment | null,
): SettingChoice[] {
  const { system, params } = run;
  const found = systems.find(({ name }) => name === system) ??
    { name: system, parameters: {} };
  const settings = experiment === null
    ? {}
    : withParameters(experiment, found).settings;
  const set = keysOfSet(run);
  return params.filter(({ key }) => !bookkeeping.has(key)).map((param) => {
    const { key, value } = param;
    const declared = Object.hasOwn(settings, key) ? settings[key] : undefined;
    const standard = declared === undefined ? null : String(declared.value);
    const isSet = set.has(key) || set.has(key.replace(`${system}_`, ""));
    const chosen = standard === value
      ? ""
      : isSet
      ? "--set"
      : standard === null
      ? ""
      : "preset";
    return { param, standard, chosen };
  });
}

/** Returns the keys of the session's `--set`, which its runs record as JSON; none if a record has something else. */
function keysOfSet(run: Run): ReadonlySet<string> {
  try {
    const set: unknown = JSON.parse(paramOf(run, "set"));
    return new Set(
      typeof set === "object" && set !== null ? Object.keys(set) : [],
    );
  } catch {
    return new Set();
  }
}
