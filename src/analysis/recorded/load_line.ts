/** The load line of imported runs: the sustainable load, the highest at which all objectives are met. */
import { z } from "zod";
import type { Objective } from "../../lab/plan/experiment.ts";
import type { RunResult } from "../../lab/plan/load_line_search.ts";
import { evaluateObjectives } from "../../lab/plan/objectives.ts";
import type { ObjectiveResult } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import { invalidRuns, isCounted } from "../validity/counted_runs.ts";
import { type SureLine, sureLine } from "./sure_line.ts";

/** Limit that the reported values of one metric must meet, the worst of them if there are several. */
export interface ReportedObjective extends Pick<Objective, "is" | "value"> {
  readonly name: string;
  /** Reported metric. */
  readonly metric: string;
  /** Limits the number of values with this annotation, such as `OOM`, instead of the values. @default {""} */
  readonly annotation?: string;
}

/** A run with the results of its objectives. */
export interface EvaluatedRun {
  readonly run_id: string;
  readonly started_at: string | null;
  /** In the base unit of the load. */
  readonly load: number;
  /** Inconclusive if an objective has no value and none was missed. */
  readonly result: RunResult;
  /** Names of the missed objectives. */
  readonly missed: readonly string[];
  /** Names of the objectives without a value. */
  readonly unknown: readonly string[];
}

/** The load line of one configuration. */
export interface LoadLine {
  /** Settings shared by all runs. */
  readonly configuration: Readonly<Record<string, string>>;
  /** By load, lowest first. */
  readonly runs: readonly EvaluatedRun[];
  readonly line: SureLine;
  /** Objectives missed at the lowest load that missed one. */
  readonly first: readonly string[];
}

/** Options of `loadLines`. */
export interface LoadLineOptions {
  /** Metric whose `nominal` or only value is the load. */
  readonly load: string;
  /** Params that make up the load and so vary within a configuration. */
  readonly varies: readonly string[];
  readonly objectives: readonly ReportedObjective[];
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
  objectives: readonly ReportedObjective[],
): EvaluatedRun {
  const { objectives: results } = evaluateObjectives(
    Object.fromEntries(
      objectives.map((objective) => [
        objective.name,
        toMetricValue(objective, reported),
      ]),
    ),
    objectives.map(({ name, is, value }) => ({
      ...{ metric: name, is, value, unknown: "missed" },
    })),
  );
  const namesWith = (wanted: ObjectiveResult["result"]) =>
    results.filter(({ result }) => result === wanted)
      .map(({ metric }) => metric);
  const [missed, unknown] = [namesWith("missed"), namesWith("unknown")];
  return {
    ...run,
    result: missed.length > 0
      ? "failed"
      : unknown.length > 0
      ? "inconclusive"
      : "passed",
    missed,
    unknown,
  };
}

/** Returns the worst value of the metric, or the number of its values with the annotation; null if none is reported. */
function toMetricValue(
  { metric, is, annotation = "" }: ReportedObjective,
  reported: readonly ReportedValue[],
): number | null {
  const rows = reported.filter(({ kind }) => kind === metric);
  const values = rows.flatMap(({ value }) => value ?? []);
  if (annotation !== "") {
    const annotated = rows.filter((row) => row.annotation.includes(annotation));
    return annotated.length > 0 || values.length > 0 ? annotated.length : null;
  }
  if (values.length === 0) return null;
  return is === "at least" ? Math.min(...values) : Math.max(...values);
}

function toLoadLine(
  configuration: Readonly<Record<string, string>>,
  runs: readonly EvaluatedRun[],
): LoadLine {
  const sorted = runs.toSorted((a, b) => a.load - b.load);
  const line = sureLine(
    sorted.map(({ load, result }) => ({ value: load, result })),
  );
  const failed = sorted.filter(({ load, result }) =>
    load === line.failed && result === "failed"
  );
  return {
    configuration,
    runs: sorted,
    line,
    first: [...new Set(failed.flatMap(({ missed }) => missed))],
  };
}
