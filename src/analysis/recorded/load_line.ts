/** The load line of runs that others made and reported: the highest load at which every objective held. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import { counts, invalidRuns } from "../validity/counted_runs.ts";
import { type SureLine, sureLine } from "./sure_line.ts";

/** What must hold of a run's reported figures of one metric. */
export type Objective =
  & { readonly name: string; readonly metric: string }
  & (
    | { readonly atLeast: number }
    | { readonly atMost: number }
    /** No figure of the metric may carry this word, such as `OOM`. */
    | { readonly without: string }
  );

export interface JudgedRun {
  readonly run_id: string;
  readonly started_at: string | null;
  /** In the base unit of the load. */
  readonly load: number;
  /** `unknown` where an objective could not be checked and none was broken. */
  readonly result: "held" | "broken" | "unknown";
  /** Names of the objectives that were broken. */
  readonly broken: readonly string[];
  /** Names of the objectives without a figure to check. */
  readonly unchecked: readonly string[];
}

export interface LoadLine {
  /** Settings that all its runs share. */
  readonly configuration: Readonly<Record<string, string>>;
  readonly runs: readonly JudgedRun[];
  readonly line: SureLine;
  /** Objectives broken at the lowest load that broke. */
  readonly first: readonly string[];
}

export interface LoadLineOptions {
  /** Metric whose `nominal` or single figure is the load. */
  readonly load: string;
  /** Params that make up the load, so they may vary within a configuration. */
  readonly along: readonly string[];
  readonly objectives: readonly Objective[];
}

const RunRow = z.strictObject({
  run_id: z.string(),
  started_at: z.string().nullable(),
  load: z.number(),
});
const ParamRow = z.strictObject({
  run_id: z.string(),
  key: z.string(),
  value: z.string(),
});
const FigureRow = z.strictObject({
  run_id: z.string(),
  kind: z.string(),
  value: z.number().nullable(),
  annotation: z.string(),
});
type Figure = z.infer<typeof FigureRow>;

/** One load line for each configuration, those with most runs first. Invalid runs and struck figures do not count. */
export async function loadLines(
  store: Store,
  { load, along, objectives }: LoadLineOptions,
): Promise<LoadLine[]> {
  const runs = await store.query(
    RunRow,
    `SELECT run_id, started_at, max(value) AS load
     FROM runs JOIN reported USING (run_id)
     WHERE ${counts("$invalid")} AND kind = $load AND NOT struck
       AND statistic IN ('value', 'nominal') AND value IS NOT NULL
     GROUP BY run_id, started_at ORDER BY run_id`,
    { load, invalid: await invalidRuns(store) },
  );
  const params = Map.groupBy(
    await store.query(
      ParamRow,
      "SELECT run_id, key, value FROM params ORDER BY key",
    ),
    ({ run_id }) => run_id,
  );
  const figures = Map.groupBy(
    await store.query(
      FigureRow,
      "SELECT run_id, kind, value, annotation FROM reported WHERE NOT struck",
    ),
    ({ run_id }) => run_id,
  );
  const configurations = Map.groupBy(runs, ({ run_id }) =>
    JSON.stringify(
      (params.get(run_id) ?? [])
        .filter(({ key }) => !along.includes(key))
        .map(({ key, value }) => [key, value]),
    ));
  return [...configurations].map(([key, runs]) =>
    toLoadLine(
      Object.fromEntries(JSON.parse(key)),
      runs.map((run) => judge(run, figures.get(run.run_id) ?? [], objectives)),
    )
  ).sort((a, b) => b.runs.length - a.runs.length);
}

function judge(
  run: z.infer<typeof RunRow>,
  figures: readonly Figure[],
  objectives: readonly Objective[],
): JudgedRun {
  const results = objectives.map((objective) => ({
    name: objective.name,
    result: check(
      objective,
      figures.filter(({ kind }) => kind === objective.metric),
    ),
  }));
  const names = (wanted: string) =>
    results.filter(({ result }) => result === wanted).map(({ name }) => name);
  const [broken, unchecked] = [names("broken"), names("unknown")];
  return {
    ...run,
    result: broken.length > 0
      ? "broken"
      : unchecked.length > 0
      ? "unknown"
      : "held",
    broken,
    unchecked,
  };
}

function check(
  objective: Objective,
  figures: readonly Figure[],
): JudgedRun["result"] {
  if ("without" in objective) {
    if (
      figures.some(({ annotation }) => annotation.includes(objective.without))
    ) {
      return "broken";
    }
    return figures.some(({ value }) => value !== null) ? "held" : "unknown";
  }
  const values = figures.flatMap(({ value }) => value === null ? [] : [value]);
  if (values.length === 0) return "unknown";
  const held = "atLeast" in objective
    ? Math.min(...values) >= objective.atLeast
    : Math.max(...values) <= objective.atMost;
  return held ? "held" : "broken";
}

function toLoadLine(
  configuration: Readonly<Record<string, string>>,
  runs: readonly JudgedRun[],
): LoadLine {
  const sorted = runs.toSorted((a, b) => a.load - b.load);
  const line = sureLine(sorted.map(({ load, result }) => ({
    load,
    held: result === "unknown" ? null : result === "held",
  })));
  const broken = sorted.filter(({ load, result }) =>
    load === line.broke && result === "broken"
  );
  return {
    configuration,
    runs: sorted,
    line,
    first: [...new Set(broken.flatMap(({ broken }) => broken))],
  };
}
