/** Rows of the chart of load lines: every run of each configuration, and what each objective came to. */
import type {
  LoadLineRun,
  LoadLineSeries,
  LoadObjective,
} from "../../figures/mod.ts";
import { fromBase, type ObjectiveResult } from "../../record/mod.ts";
import { compareConfigurations } from "../monitoring/configurations.ts";
import type {
  PooledLine,
  SearchStep,
} from "../monitoring/load_line_searches.ts";
import { monitoringObjectives } from "../monitoring/monitoring_objectives.ts";
import { objectiveName } from "../monitoring/objective_names.ts";
import type { LoadLine } from "../recorded/load_line.ts";
import type { SureLine } from "../recorded/sure_line.ts";

const PER_MINUTE = "1/min";

const results = {
  passed: "held",
  failed: "broke",
  inconclusive: "unknown",
} as const;

/** Returns the runs of all searches of each configuration, with loads in datapoints a minute. */
export function loadLineSeries(
  pools: readonly PooledLine[],
): LoadLineSeries[] {
  const { differenceOf } = compareConfigurations(
    pools.flatMap(({ steps }) => steps.slice(0, 1).map(({ run }) => run)),
  );
  return pools.map(({ configuration, steps, line }) => ({
    name: steps[0] ? differenceOf(steps[0].run) : configuration,
    ...toEnds(line),
    runs: steps.map(toRun),
  }));
}

function toRun({ load, result, run }: SearchStep): LoadLineRun {
  return {
    load: fromBase(load, PER_MINUTE),
    // A run that does not count has no objectives.
    result: run.status === "ok" ? results[result] : "unknown",
    doubtful: run.disturbed,
    values: Object.fromEntries(
      run.objectives.map((objective) => [
        objectiveName(objective.metric),
        toValue(objective),
      ]),
    ),
  };
}

/** Units of the values of objectives; the others are shares. */
const units: Readonly<Record<string, string>> = {
  ooms: "",
  incremental_p99: "s",
};

function unitOf(metric: string): string {
  return units[metric] ?? "%";
}

function toValue({ metric, value }: ObjectiveResult): number | null {
  return value === null ? null : fromBase(value, unitOf(metric));
}

/** Returns the objectives of `monitoring-load`, named and in the units of the values of `loadLineSeries`. */
export function loadLineObjectives(): LoadObjective[] {
  return monitoringObjectives.map(({ metric, is, value }) => ({
    name: objectiveName(metric),
    unit: unitOf(metric),
    is,
    limit: fromBase(value, unitOf(metric)),
  }));
}

/** Returns the recorded runs of each configuration that held or broke at some load, named by its settings. */
export function recordedLineSeries(
  lines: readonly LoadLine[],
  nameOf: (configuration: LoadLine["configuration"]) => string,
): LoadLineSeries[] {
  return lines.map(({ configuration, line, runs }) => ({
    name: nameOf(configuration),
    ...toEnds(line),
    runs: runs.map(({ load, result }) => ({
      load: fromBase(load, PER_MINUTE),
      result: results[result],
      doubtful: false,
      values: {},
    })),
  }));
}

function toEnds({ passed, failed }: SureLine) {
  return {
    held: passed === null ? null : fromBase(passed, PER_MINUTE),
    broke: failed === null ? null : fromBase(failed, PER_MINUTE),
  };
}
