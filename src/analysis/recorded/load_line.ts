/** The load line of imported runs: the sustainable load, the highest at which all objectives are met. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import { invalidRuns, isCounted } from "../validity/counted_runs.ts";
import { type SureLine, sureLine } from "./sure_line.ts";

/** A condition on a run's reported values of one metric. */
export type Objective =
  & { readonly name: string; readonly metric: string }
  & (
    | { readonly atLeast: number }
    | { readonly atMost: number }
    /** No value of the metric may have this annotation, such as `OOM`. */
    | { readonly without: string }
  );

/** A run with the results of its objectives. */
export interface EvaluatedRun {
  readonly run_id: string;
  readonly started_at: string | null;
  /** In the base unit of the load. */
  readonly load: number;
  /** `unknown` if an objective could not be checked and none was broken. */
  readonly result: "held" | "broken" | "unknown";
  /** Names of the broken objectives. */
  readonly broken: readonly string[];
  /** Names of the objectives without a value to check. */
  readonly unchecked: readonly string[];
}

/** The load line of one configuration. */
export interface LoadLine {
  /** Settings shared by all runs. */
  readonly configuration: Readonly<Record<string, string>>;
  /** By load, lowest first. */
  readonly runs: readonly EvaluatedRun[];
  readonly line: SureLine;
  /** Objectives broken at the lowest load that broke one. */
  readonly first: readonly string[];
}

/** Options of `loadLines`. */
export interface LoadLineOptions {
  /** Metric whose `nominal` or only value is the load. */
  readonly load: string;
  /** Params that make up the load and so vary within a configuration. */
  readonly varies: readonly string[];
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
const ReportedRow = z.strictObject({
  run_id: z.string(),
  kind: z.string(),
  value: z.number().nullable(),
  annotation: z.string(),
});
type ReportedValue = z.infer<typeof ReportedRow>;

/** Returns a load line per configuration, most runs first. Ignores invalid runs and struck values. */
export async function loadLines(
  store: Store,
  { load, varies, objectives }: LoadLineOptions,
): Promise<LoadLine[]> {
  const runs = await store.query(
    RunRow,
    `SELECT run_id, started_at, max(value) AS load
     FROM runs JOIN reported USING (run_id)
     WHERE ${isCounted("$invalid")} AND kind = $load AND NOT struck
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
  const reported = Map.groupBy(
    await store.query(
      ReportedRow,
      "SELECT run_id, kind, value, annotation FROM reported WHERE NOT struck",
    ),
    ({ run_id }) => run_id,
  );
  const configurations = Map.groupBy(runs, ({ run_id }) =>
    JSON.stringify(
      (params.get(run_id) ?? [])
        .filter(({ key }) => !varies.includes(key))
        .map(({ key, value }) => [key, value]),
    ));
  return [...configurations].map(([key, runs]) =>
    toLoadLine(
      Object.fromEntries(JSON.parse(key)),
      runs.map((run) =>
        evaluateRun(run, reported.get(run.run_id) ?? [], objectives)
      ),
    )
  ).sort((a, b) => b.runs.length - a.runs.length);
}

function evaluateRun(
  run: z.infer<typeof RunRow>,
  reported: readonly ReportedValue[],
  objectives: readonly Objective[],
): EvaluatedRun {
  const results = objectives.map((objective) => ({
    name: objective.name,
    result: checkObjective(
      objective,
      reported.filter(({ kind }) => kind === objective.metric),
    ),
  }));
  const namesWith = (wanted: string) =>
    results.filter(({ result }) => result === wanted).map(({ name }) => name);
  const [broken, unchecked] = [namesWith("broken"), namesWith("unknown")];
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

function checkObjective(
  objective: Objective,
  reported: readonly ReportedValue[],
): EvaluatedRun["result"] {
  if ("without" in objective) {
    if (
      reported.some(({ annotation }) => annotation.includes(objective.without))
    ) {
      return "broken";
    }
    return reported.some(({ value }) => value !== null) ? "held" : "unknown";
  }
  const values = reported.flatMap(({ value }) => value === null ? [] : [value]);
  if (values.length === 0) return "unknown";
  const held = "atLeast" in objective
    ? Math.min(...values) >= objective.atLeast
    : Math.max(...values) <= objective.atMost;
  return held ? "held" : "broken";
}

function toLoadLine(
  configuration: Readonly<Record<string, string>>,
  runs: readonly EvaluatedRun[],
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
