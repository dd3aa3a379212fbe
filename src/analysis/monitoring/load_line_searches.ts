/** Searches for the load line, replayed from the record of their runs. */
import { toBracket, toLevels } from "../../lab/plan/load_line_search.ts";
import type { MonitoringRun } from "./monitoring_runs.ts";
import { type SureLine, sureLine } from "../recorded/sure_line.ts";

/** One run of a search. */
export interface SearchStep {
  readonly run: MonitoringRun;
  /** Its place in the search, from 1. */
  readonly order: number;
  /** Datapoints a second as configured. */
  readonly load: number;
  /** `unknown` where no objective was missed, but one could not be told; `void` for a run that is not ok. */
  readonly result: "held" | "broke" | "unknown" | "void";
}

/** What steps of one configuration tell of its load line. Loads are datapoints a second. */
export interface LineFigures {
  readonly line: SureLine;
  /** The line of the runs without foreign load, which is a second figure where some were disturbed. */
  readonly undisturbed: SureLine;
  /** Where the majority of the runs of a load decides: highest that held below every one that broke, lowest that broke. */
  readonly majority: {
    readonly held: number | null;
    readonly broke: number | null;
  };
  /** What the runs at `line.broke` missed, what several missed first. */
  readonly first: readonly string[];
  /** Shortest and longest phase `measure` of its steps, in seconds. */
  readonly seconds: readonly [least: number, most: number];
  /** Most times that the head was flushed into a block in a step that held at the line: memory peaks then. */
  readonly flushes: number;
  /** Whether no step that held at the line saw a flush. */
  readonly provisional: boolean;
}

/** One search. */
export interface LoadLineSearch extends LineFigures {
  readonly session: string;
  readonly preset: string;
  /** What all of its runs share and searches may differ in: `2.42.0 targets=10 users=100`. */
  readonly configuration: string;
  readonly steps: readonly SearchStep[];
  /** Runs of the session that were cut off and say nothing. */
  readonly unfinished: number;
}

/** All searches of one configuration. */
export interface PooledLine extends LineFigures {
  readonly configuration: string;
  readonly steps: readonly SearchStep[];
  readonly searches: number;
}

export interface SearchOptions {
  /** Settings that tell the searches of one session apart. */
  readonly apart: readonly string[];
}

/** Each search of each session, in order of time, of runs whose preset's name begins with `search`. */
export function searchPaths(
  runs: readonly MonitoringRun[],
  { apart }: SearchOptions,
): LoadLineSearch[] {
  const mine = runs.filter(({ setting }) =>
    setting("preset").startsWith("search")
  );
  const key = ({ setting }: MonitoringRun) =>
    `${setting("session")} ${toText(setting, apart)}`;
  return [...Map.groupBy(mine, key).values()].map((same) =>
    toSearch(same, { apart })
  );
}

function toSearch(
  runs: readonly MonitoringRun[],
  { apart }: SearchOptions,
): LoadLineSearch {
  const [first] = runs;
  const judged = runs.filter(({ status }) =>
    status !== "incomplete" && status !== "running"
  );
  const steps = judged.map((run, i): SearchStep => ({
    run,
    order: i + 1,
    load: run.measures?.nominal ?? NaN,
    result: resultOf(run),
  }));
  return {
    ...figuresOf(steps),
    session: first?.setting("session") ?? "",
    preset: first?.setting("preset") ?? "",
    configuration: [
      // One that was cut off does not say.
      runs.find((run) => run.system_version !== "")?.system_version ?? "",
      first ? toText(first.setting, apart) : "",
    ].join(" ").trim(),
    steps,
    unfinished: runs.length - judged.length,
  };
}

/** The line of each configuration over all of its searches, in order of the first of each. */
export function poolSearches(
  searches: readonly LoadLineSearch[],
): PooledLine[] {
  const same = Map.groupBy(searches, ({ configuration }) => configuration);
  return [...same].map(([configuration, mine]) => {
    const steps = mine.flatMap(({ steps }) => steps);
    return {
      ...{ configuration, steps, searches: mine.length },
      ...figuresOf(steps),
    };
  });
}

function figuresOf(steps: readonly SearchStep[]): LineFigures {
  const line = lineOf(steps);
  const at = (load: number | null, result: SearchStep["result"]) =>
    steps.filter((step) => step.load === load && step.result === result)
      .map(({ run }) => run);
  const { held, broke } = toBracket(
    toLevels(
      steps.flatMap(({ load, result }) =>
        result === "held" || result === "broke"
          ? [{ value: load, result, confirms: false }]
          : []
      ),
    ),
    "majority",
  );
  const lengths = steps.flatMap(({ run, result }) =>
    run.measures && result !== "void" ? [run.measures.seconds] : []
  );
  const flushes = Math.max(
    0,
    ...at(line.held, "held").map(({ measures }) => measures?.flushes ?? 0),
  );
  return {
    line,
    undisturbed: lineOf(steps.filter(({ run }) => !run.disturbed)),
    majority: { held, broke },
    first: missed(at(line.broke, "broke")),
    seconds: lengths.length === 0
      ? [0, 0]
      : [Math.min(...lengths), Math.max(...lengths)],
    flushes,
    provisional: flushes === 0,
  };
}

function toText(
  setting: MonitoringRun["setting"],
  apart: readonly string[],
): string {
  return apart.map((one) => `${one}=${setting(one)}`).join(" ");
}

function lineOf(steps: readonly SearchStep[]): SureLine {
  return sureLine(
    steps.filter(({ result }) => result !== "void").map((
      { load, result },
    ) => ({
      load,
      held: result === "unknown" ? null : result === "held",
    })),
  );
}

function resultOf(run: MonitoringRun): SearchStep["result"] {
  if (run.status !== "ok") return "void";
  if (run.verdict === "pass") return "held";
  return missedOf(run).length > 0 ? "broke" : "unknown";
}
/** Metrics of the objectives that a run missed. */
export function missedOf({ objectives }: MonitoringRun): string[] {
  return metricsOf(objectives, "missed");
}

/** Metrics of the objectives of which a run cannot tell whether it held them, but for those that ask only longer runs. */
export function untoldOf({ objectives }: MonitoringRun): string[] {
  return metricsOf(objectives, "unknown");
}

function metricsOf(
  objectives: MonitoringRun["objectives"],
  wanted: MonitoringRun["objectives"][number]["result"],
): string[] {
  return objectives.filter(({ result, text }) => result === wanted && text)
    .map(({ metric }) => metric);
}

/** Of several runs, what most of them missed first. */
function missed(runs: readonly MonitoringRun[]): string[] {
  const names = runs.flatMap(missedOf);
  return [...Map.groupBy(names, (name) => name)]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([name]) => name);
}
