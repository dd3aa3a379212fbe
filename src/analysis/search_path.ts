/** Searches for the load line, replayed from the record of their runs. */
import { toStep } from "../lab/plan.ts";
import { toBracket, toLevels } from "../lab/search.ts";
import { median } from "../statistics/mod.ts";
import type { MonitoringRun } from "./monitoring_runs.ts";

/** One run of a search. */
export interface SearchStep {
  readonly run: MonitoringRun;
  /** Its place in the search, from 1. */
  readonly order: number;
  /** Datapoints a second as configured. */
  readonly load: number;
  readonly result: "held" | "broke" | "void";
}

/** The load line of one configuration, as far as its runs tell. */
export interface LoadLineSearch {
  readonly session: string;
  readonly preset: string;
  /** What all of its runs share and searches may differ in: `targets=10 users=100`. */
  readonly configuration: string;
  readonly steps: readonly SearchStep[];
  /** Highest load that held below every one that broke, lowest that broke, in datapoints a second; null for none. */
  readonly held: number | null;
  readonly broke: number | null;
  /** Runs at the two ends, and whether those of each agree. */
  readonly repetitions: readonly [held: number, broke: number];
  readonly stable: boolean;
  /** What the runs at `broke` missed, as their verdicts say, those that several missed first. */
  readonly first: readonly string[];
  /** Seconds of a step's phase `measure`, mostly. */
  readonly seconds: number;
  /** Whether no step that held saw the head flushed into a block, which is when memory peaks. */
  readonly provisional: boolean;
  /** Runs of the session that were cut off and say nothing. */
  readonly unfinished: number;
}

export interface SearchOptions {
  /** The setting that grows. */
  readonly along: string;
  /** Settings that tell the searches of one session apart. */
  readonly apart: readonly string[];
}

/** Each search of each session, in order of time, of runs whose preset's name begins with `search`. */
export function searchPaths(
  runs: readonly MonitoringRun[],
  { along, apart }: SearchOptions,
): LoadLineSearch[] {
  const mine = runs.filter(({ setting }) =>
    setting("preset").startsWith("search")
  );
  const key = ({ setting }: MonitoringRun) =>
    [setting("session"), ...apart.map((one) => `${one}=${setting(one)}`)]
      .join(" ");
  return [...Map.groupBy(mine, key).values()].map((same) =>
    toSearch(same, { along, apart })
  );
}

function toSearch(
  runs: readonly MonitoringRun[],
  { along, apart }: SearchOptions,
): LoadLineSearch {
  const [first] = runs;
  const judged = runs.filter(({ status }) =>
    status !== "incomplete" && status !== "running"
  );
  const steps = judged.map((run, i) => ({ run, i, ...toStep(run, along) }));
  const { held, broke, stable } = toBracket(toLevels(steps));
  const at = (value: number | null) =>
    steps.filter((step) => step.value === value && step.result !== "void");
  const load = (value: number | null) =>
    at(value)[0]?.run.measures?.nominal ?? null;
  const measures = steps.flatMap(({ run, result }) =>
    run.measures && result !== "void" ? [run.measures] : []
  );
  return {
    session: first?.setting("session") ?? "",
    preset: first?.setting("preset") ?? "",
    configuration: apart.map((one) => `${one}=${first?.setting(one)}`)
      .join(" "),
    steps: steps.map(({ run, i, result }) => ({
      run,
      order: i + 1,
      load: run.measures?.nominal ?? NaN,
      result,
    })),
    held: load(held),
    broke: load(broke),
    repetitions: [at(held).length, at(broke).length],
    stable,
    first: missed(at(broke).map(({ run }) => run)),
    seconds: measures.length === 0
      ? 0
      : median(measures.map(({ seconds }) => seconds)),
    provisional: !at(held).some(({ run }) => (run.measures?.flushes ?? 0) > 0),
    unfinished: runs.length - judged.length,
  };
}

/** Metrics of the objectives that a verdict says were missed: `success_rate is not at least 0.995: 0.9; ...`. */
export function missedOf(verdict_text: string): string[] {
  return verdict_text.split("; ").flatMap((text) => text.split(" ")[0] || []);
}

/** Of several verdicts, what most of them name first. */
function missed(runs: readonly MonitoringRun[]): string[] {
  const names = runs.flatMap(({ verdict_text }) => missedOf(verdict_text));
  return [...Map.groupBy(names, (name) => name)]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([name]) => name);
}
