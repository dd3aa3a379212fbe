/** Load lines in cells: up to how many a control plane, or a store, meets every objective, and what it misses first. */
import {
  type Bracket,
  type RunResult,
  toBracket,
} from "../../lab/plan/load_line_search.ts";
import { evaluateObjectives } from "../../lab/plan/objectives.ts";
import { toResult } from "../../lab/plan/run_plan.ts";
import { controlPlaneObjectives } from "./control_plane_objectives.ts";
import type { GrowthRun } from "./control_plane_study.ts";
import { toMetrics } from "./measure_control_plane.ts";

/** One run of a search. */
export interface CellStep {
  readonly run: GrowthRun["run"];
  readonly cells: number;
  readonly result: RunResult;
  /** Metrics of the objectives that it missed. */
  readonly missed: readonly string[];
}

/** The line of one search, on one system with so many instances a cell. */
export interface CellLine {
  readonly name: string;
  readonly session: string;
  readonly instances_per_cell: number;
  /** Seconds. */
  readonly bulk_interval: number | null;
  readonly steps: readonly CellStep[];
  /** In cells; by the majority of the runs of each number, as the search itself decides. */
  readonly line: Bracket;
  /** Objectives missed at the lowest number of cells that broke, most frequent first. */
  readonly first: readonly string[];
}

/** Returns the line of each search, in the order of the names of the systems. */
export function cellLines(searched: readonly GrowthRun[]): CellLine[] {
  const groups = Map.groupBy(
    searched,
    ({ name, run: { session, instances_per_cell, bulk_interval } }) =>
      JSON.stringify([name, session, instances_per_cell, bulk_interval]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first ? [toLine(first, group)] : [];
  });
}

function toLine(
  { name, run }: GrowthRun,
  group: readonly GrowthRun[],
): CellLine {
  const steps = group.map(toStep).toSorted((a, b) => a.cells - b.cells);
  const line = toBracket(
    steps.map(({ cells, result }) => ({ value: cells, result })),
    "majority",
  );
  const broke = steps.filter(({ cells, result }) =>
    cells === line.failed && result === "failed"
  ).flatMap(({ missed }) => missed);
  return {
    ...{ name, session: run.session, steps, line },
    instances_per_cell: run.instances_per_cell ?? 0,
    bulk_interval: run.bulk_interval,
    first: [...Map.groupBy(broke, (metric) => metric)]
      .sort((a, b) => b[1].length - a[1].length)
      .map(([metric]) => metric),
  };
}

function toStep({ run, requests }: GrowthRun): CellStep {
  const verdict = evaluateObjectives(
    // No fault, so that nothing was lost.
    { ...toMetrics(run, requests, []) },
    controlPlaneObjectives,
  );
  return {
    ...{ run, cells: run.cells ?? 0 },
    result: toResult({ status: run.status, ...verdict }),
    missed: verdict.objectives.filter(({ result }) => result === "missed")
      .map(({ metric }) => metric),
  };
}
