/** Load line searches, replayed from the record of their runs. */
import {
  type Bracket,
  type LoadResult,
  type RunResult,
  toBracket,
} from "../../lab/plan/load_line_search.ts";
import { isDone, toResult } from "../../lab/plan/run_plan.ts";
import { configurationSettings } from "./configurations.ts";
import type { MonitoringRun } from "./monitoring_runs.ts";
import { type SureLine, sureLine } from "../recorded/sure_line.ts";

/** One run of a search. */
export interface SearchStep {
  readonly run: MonitoringRun;
  /** Position in the search, from 1. */
  readonly order: number;
  /** Datapoints a second as configured. */
  readonly load: number;
  /** Inconclusive for a run that is not ok, and for one that missed no objective but has an unknown one. */
  readonly result: RunResult;
}

/** Load line of one configuration by the steps of its searches. Loads are datapoints a second. */
export interface LoadLineStatistics {
  readonly line: SureLine;
  /** Line of the runs without background load. */
  readonly undisturbed: SureLine;
  /** The line by the majority of the runs of each load. */
  readonly majority: Bracket;
  /** Metrics of the objectives missed at `line.failed`, most frequent first. */
  readonly first: readonly string[];
  /** Shortest and longest phase `measure` of the steps, in seconds. */
  readonly seconds: readonly [min: number, max: number];
  /** Maximum number of head flushes in a step that passed at the line: memory peaks then. */
  readonly flushes: number;
  /** True if no step that passed at the line had a flush. */
  readonly provisional: boolean;
}

/** One search. */
export interface LoadLineSearch extends LoadLineStatistics {
  readonly session: string;
  readonly preset: string;
  /** Version and grouping settings, common to its runs: `2.42.0 targets=10 users=100`. */
  readonly configuration: string;
  readonly steps: readonly SearchStep[];
  /** Runs of the session that did not finish. */
  readonly unfinished: number;
}

/** All searches of one configuration. */
export interface PooledLine extends LoadLineStatistics {
  readonly configuration: string;
  readonly steps: readonly SearchStep[];
  readonly searches: number;
}

/** Options of `loadLineSearches`. */
export interface SearchOptions {
  /** Settings that distinguish the searches of one session. @default {configurationSettings} */
  readonly groupBy?: readonly string[];
}

/** Returns the searches of each session, in order of time, from runs with a preset named `search...`. */
export function loadLineSearches(
  runs: readonly MonitoringRun[],
  { groupBy = configurationSettings }: SearchOptions = {},
): LoadLineSearch[] {
  const searchRuns = runs.filter(({ setting }) =>
    setting("preset").startsWith("search")
  );
  const key = ({ setting }: MonitoringRun) =>
    `${setting("session")} ${toText(setting, groupBy)}`;
  return [...Map.groupBy(searchRuns, key).values()].map((runs) =>
    toSearch(runs, groupBy)
  );
}

function toSearch(
  runs: readonly MonitoringRun[],
  groupBy: readonly string[],
): LoadLineSearch {
  const [first] = runs;
  const finished = runs.filter(isDone);
  const steps = finished.map((run, i): SearchStep => ({
    run,
    order: i + 1,
    load: run.measures?.nominal ?? NaN,
    result: resultOf(run),
  }));
  return {
    ...toStatistics(steps),
    session: first?.setting("session") ?? "",
    preset: first?.setting("preset") ?? "",
    configuration: [
      // Unfinished runs have no version.
      runs.find((run) => run.system_version !== "")?.system_version ?? "",
      first ? toText(first.setting, groupBy) : "",
    ].join(" ").trim(),
    steps,
    unfinished: runs.length - finished.length,
  };
}

/** Returns the line of each configuration over all of its searches, in order of their first search. */
export function poolSearches(
  searches: readonly LoadLineSearch[],
): PooledLine[] {
  const same = Map.groupBy(searches, ({ configuration }) => configuration);
  return [...same].map(([configuration, searches]) => {
    const steps = searches.flatMap(({ steps }) => steps);
    return {
      ...{ configuration, steps, searches: searches.length },
      ...toStatistics(steps),
    };
  });
}

function toStatistics(steps: readonly SearchStep[]): LoadLineStatistics {
  const counted = steps.filter(({ run }) => run.status === "ok");
  const line = sureLine(toResults(counted));
  const at = (load: number | null, result: RunResult) =>
    counted.filter((step) => step.load === load && step.result === result)
      .map(({ run }) => run);
  const lengths = counted.flatMap(({ run }) => run.measures?.seconds ?? []);
  const flushes = Math.max(
    0,
    ...at(line.passed, "passed").map(({ measures }) => measures?.flushes ?? 0),
  );
  return {
    line,
    undisturbed: sureLine(
      toResults(counted.filter(({ run }) => !run.disturbed)),
    ),
    majority: toBracket(toResults(counted), "majority"),
    first: mostMissed(at(line.failed, "failed")),
    seconds: lengths.length === 0
      ? [0, 0]
      : [Math.min(...lengths), Math.max(...lengths)],
    flushes,
    provisional: flushes === 0,
  };
}

function toResults(steps: readonly SearchStep[]): LoadResult[] {
  return steps.map(({ load, result }) => ({ value: load, result }));
}

function toText(
  setting: MonitoringRun["setting"],
  keys: readonly string[],
): string {
  return keys.map((key) => `${key}=${setting(key)}`).join(" ");
}

function resultOf(run: MonitoringRun): RunResult {
  const result = toResult(run);
  return result === "failed" && missedObjectives(run).length === 0
    ? "inconclusive"
    : result;
}

/** Returns the metrics of the objectives that a run missed. */
export function missedObjectives({ objectives }: MonitoringRun): string[] {
  return metricsOf(objectives, "missed");
}

/** Returns the metrics of the objectives with an unknown result, without those that apply to longer runs only. */
export function unknownObjectives({ objectives }: MonitoringRun): string[] {
  return metricsOf(objectives, "unknown");
}

function metricsOf(
  objectives: MonitoringRun["objectives"],
  wanted: MonitoringRun["objectives"][number]["result"],
): string[] {
  return objectives.filter(({ result }) => result === wanted)
    .map(({ metric }) => metric);
}

/** Returns the metrics of the objectives that the runs missed, most frequent first. */
function mostMissed(runs: readonly MonitoringRun[]): string[] {
  const names = runs.flatMap(missedObjectives);
  return [...Map.groupBy(names, (name) => name)]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([name]) => name);
}
