/** Describes the settings that `deno task run` accepts: those of an experiment, and those of the system it runs on. */
import { experiments, toRunnable } from "../src/experiments/mod.ts";
import type { Experiment, Setting } from "../src/lab/mod.ts";
import { chooseSystems } from "../src/systems/choose_systems.ts";
import { systemsFor } from "../src/systems/mod.ts";
import type { Chosen } from "./_chosen.ts";

/**
 * Returns help on an experiment, or on one of its presets with that preset's values, and on its systems as `--system`
 * has them; empty without a name. Throws `UsageError` for an unknown name.
 */
export function settingsHelp(name: string, systemNames: string): string {
  if (name === "") return "";
  const { experiment, preset } =
    experiments.map(({ experiment }) => ({ experiment, preset: "" }))
      .find(({ experiment }) => experiment.name === name) ?? toRunnable(name);
  const able = systemsFor(experiment);
  return describeSettings(
    { name, experiment, systems: able },
    preset,
    systemNames,
  );
}

/**
 * Returns help on an experiment and on its systems as `--system` has them; with the values of a preset unless that is
 * empty. Throws `UsageError` for an unknown system.
 */
export function describeSettings(
  { name, experiment, systems }: Pick<
    Chosen,
    "name" | "experiment" | "systems"
  >,
  preset: string,
  systemNames: string,
): string {
  const names = systems.map(({ name }) => name);
  const chosen = chooseSystems(systemNames, { experiment, systems }).systems;
  return [
    "",
    `Settings of ${name}, with --set key=value; several values, separated by commas, make an axis:`,
    ...toColumns(describeExperiment(experiment, preset)),
    ...chosen.flatMap((system) => [
      "",
      `Settings of ${system.name} (systems: ${names.join(", ")}):`,
      ...toColumns(Object.entries(system.settings)),
    ]),
  ].join("\n");
}

function describeExperiment(
  { settings, presets }: Experiment,
  preset: string,
): string[][] {
  const { axes = {}, settings: fixed = {} } = presets[preset] ?? {};
  return Object.entries(settings).map(([key, setting]) => {
    const values = axes[key] ?? [fixed[key] ?? setting.value];
    return [
      key,
      [values.join(","), unitOf(setting)].join(" ").trim(),
      describe(setting),
    ];
  });
}

function unitOf(setting: Setting): string {
  return setting.type === "number" ? setting.unit : "";
}

function describe(setting: Setting): string {
  const { label, about } = setting;
  const choices = setting.type === "choice"
    ? ` (${setting.choices.join(", ")})`
    : "";
  return `${label}${choices}${about === "" ? "" : `: ${about}`}`;
}

/** Aligns all columns but the last. */
function toColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0))
  );
  return rows.map((row) =>
    `  ${
      row.map((text, at) =>
        at === row.length - 1 ? text : text.padEnd((widths[at] ?? 0) + 2)
      ).join("")
    }`
  );
}
