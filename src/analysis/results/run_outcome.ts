/** What became of runs, as tables of all runs print it: their status, and the objectives that they missed. */
import {
  evaluateObjectives,
  type MetricValues,
} from "../../lab/plan/objectives.ts";
import type { Objective } from "../../lab/plan/experiment.ts";
import type { ObjectiveResult, RunStatus } from "../../record/mod.ts";
import { type Column, column, type ColumnOptions } from "../../report/cells.ts";
import { describeMiss, nameObjective } from "./run_results.ts";

/** Objectives that runs missed, also for want of a value, by run id; a run that is not there missed none. */
export type MissedObjectives = ReadonlyMap<string, readonly ObjectiveResult[]>;

/**
 * Returns the objectives that a run missed by what was measured of it; none of a run that does not count. Throws TypeError
 * for an objective whose metric is not in `values`.
 */
export function missedObjectives(
  { status }: { readonly status: RunStatus },
  values: MetricValues,
  objectives: readonly Objective[],
): ObjectiveResult[] {
  return status !== "ok"
    ? []
    : evaluateObjectives(values, objectives).objectives
      .filter((result) => describeMiss(result) !== "");
}

/** Makes the column of what became of each run: one that counts and missed an objective is not `ok`, and says which. */
export function outcomeColumn<
  Row extends { readonly run_id: string; readonly status: RunStatus },
>(
  label: string,
  missed: MissedObjectives,
  { note, ...options }: ColumnOptions<Row> = {},
): Column<Row> {
  const missesOf = ({ run_id, status }: Row) =>
    status === "ok" ? missed.get(run_id) ?? [] : [];
  return column.status<Row>(
    (row: Row) => missesOf(row).length > 0 ? "objective missed" : row.status,
    label,
    {
      ...options,
      note: (row: Row) =>
        [
          ...missesOf(row).map((miss) =>
            `${nameObjective(miss)}: ${describeMiss(miss)}`
          ),
          note?.(row) ?? "",
        ].filter((text) => text !== "").join("; "),
    },
  );
}
