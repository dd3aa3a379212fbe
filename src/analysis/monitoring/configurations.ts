/** Describes the configuration of runs in words. */
import { formatDuration, formatValue } from "../../record/mod.ts";
import type { MonitoringRun } from "./monitoring_runs.ts";

/** Settings that tell configurations apart, beside the version of the server. */
export const configurationSettings: readonly string[] = [
  "targets",
  "users",
  "memory_limit",
  "cpu_limit",
  "block_duration",
  "exporter",
];

/** Configurations of several runs, compared. */
export interface Configurations {
  /** What all of them share, in a sentence; empty if nothing. */
  readonly shared: string;
  /** What tells a run's configuration from the others; all of it if there are none. */
  readonly differenceOf: (run: MonitoringRun) => string;
}

/** Returns everything that the runs of a configuration share, such as `Prometheus 2.42.0, 1 GiB, 1 core, ...`. */
export function configurationOf(run: MonitoringRun): string {
  return partsOf(run).join(", ");
}

/** Returns the block duration of a run's server, such as `2 h`. */
export function blocksOf({ setting }: MonitoringRun): string {
  return formatDuration(Number(setting("block_duration")));
}

/** Compares configurations, each given by one of its runs. */
export function compareConfigurations(
  runs: readonly MonitoringRun[],
): Configurations {
  const configurations = runs.map(partsOf);
  const varies = (i: number) =>
    new Set(configurations.map((parts) => parts[i])).size > 1;
  const shared = (configurations[0] ?? []).filter((_, i) => !varies(i));
  return {
    shared: shared.length === 0 ? "" : `All of them: ${shared.join(", ")}.`,
    differenceOf: (run) =>
      partsOf(run).filter((_, i) => varies(i)).join(", ") ||
      configurationOf(run),
  };
}

function partsOf(run: MonitoringRun): string[] {
  const { setting, system_version } = run;
  return [
    `Prometheus ${system_version}`,
    budgetOf(run),
    `${setting("targets")} targets (${setting("exporter")})`,
    `${setting("users")} users`,
    `blocks of ${blocksOf(run)}`,
  ];
}

/** Returns the memory and the processors that a run's server may use, such as `1 GiB, 1 core`. */
export function budgetOf({ setting }: MonitoringRun): string {
  const memory = Number(setting("memory_limit"));
  const cores = Number(setting("cpu_limit"));
  return [
    memory ? `${formatValue(memory, "GiB")} GiB` : "all memory",
    cores ? `${cores} ${cores === 1 ? "core" : "cores"}` : "all cores",
  ].join(", ");
}
