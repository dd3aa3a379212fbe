/** Load lines of the record that was kept by hand beside those of our searches, by one definition. */
import { column, type Table, table } from "../../report/cells.ts";
import type { Store } from "../../store/mod.ts";
import { lineColumns } from "../recorded/line_columns.ts";
import { loadLines } from "../recorded/load_line.ts";
import type { SureLine } from "../recorded/sure_line.ts";
import { configurationOf } from "./configurations.ts";
import type { PooledLine } from "./load_line_searches.ts";
import { objectiveNames } from "./objective_names.ts";
import { countedOf, leftOutOf } from "./search_rows.ts";

/** The load line of one configuration, recorded by others or searched by us. Loads are datapoints a second. */
export interface LineRow {
  /** Machine or configuration. */
  readonly whose: string;
  readonly metrics: string;
  readonly users: string;
  readonly line: SureLine;
  /** Objectives missed at the lowest load that broke; null for none. */
  readonly missed: string | null;
  /** Runs that enter the line, and the others: `and 1 invalid`. */
  readonly runs: number;
  readonly leftOut: string;
}

/** Objectives that the record kept by hand has values for, as in `monitoringObjectives`. */
const recordedObjectives = [
  {
    name: "ooms",
    metric: "memory",
    annotation: "OOM",
    is: "at most",
    value: 0,
  },
  {
    name: "success_rate",
    metric: "query_success_rate",
    is: "at least",
    value: 0.995,
  },
] as const;

/** Returns the lines of the imported runs that held or broke, then those of the searches. */
export async function compareLoadLines(
  store: Store,
  pools: readonly PooledLine[],
): Promise<LineRow[]> {
  const recorded = await loadLines(store, {
    load: "datapoints_rate",
    varies: ["targets"],
    objectives: recordedObjectives,
  });
  return [
    ...recorded
      .filter(({ line }) => line.passed !== null || line.failed !== null)
      .map(({ configuration, line, first, runs }) => ({
        whose: "4 cpus, 8 GiB, by hand",
        metrics: configuration.metrics_per_target ?? "",
        users: configuration.locust_workers ?? "",
        line,
        missed: objectiveNames(first) || null,
        runs: runs.length,
        leftOut: "",
      })),
    ...pools.map(({ steps, line, first }) => ({
      whose: steps[0] ? configurationOf(steps[0].run) : "",
      metrics: "searched",
      users: steps[0]?.run.setting("users") ?? "",
      line,
      missed: objectiveNames(first) || null,
      runs: countedOf(steps).length,
      leftOut: leftOutOf(steps).map((part) => `and ${part}`).join(" "),
    })),
  ];
}

/** Makes the table of the load lines, theirs and ours. */
export function linesTable(rows: readonly LineRow[]): Table {
  return table(rows, [
    column.text("whose", "Machine or configuration"),
    column.cell("Metrics per target", "right", ({ metrics }) => metrics),
    column.cell("Query users", "right", ({ users }) => users),
    ...lineColumns,
    column.text("missed", "Broken"),
    column.number("runs", "Runs", { note: ({ leftOut }) => leftOut }),
  ], {
    caption: "Load lines, theirs and ours",
    headline:
      "At most: one-sided 95 % bound of Clopper and Pearson for no break among the runs at the line. Invalid runs are not counted.",
  });
}
