/** The course of a fault in one run: which cells there were, which the platform knew of, and what became of small tasks. */
import { z } from "zod";
import type { Store } from "../../../store/mod.ts";
import { metricPoints, platformSeries } from "../runs/platform_series.ts";
import type { PlatformRun } from "../runs/platform_runs.ts";
import { cellMoments } from "./cell_moments.ts";
import { PROBE_PREFIX } from "./store_probes.ts";

/** Metric of the cells that a platform takes for present. */
export const PRESENT_METRIC = "PresentCells";

/** A number that holds until the next. */
export interface CourseStep {
  /** Seconds from the fault. */
  readonly seconds: number;
  readonly value: number;
}

/** A small task around a fault. */
export interface CourseTask {
  /** Seconds from the fault until it was asked for. */
  readonly seconds: number;
  readonly ok: boolean;
  /** Seconds until it ended; null if it did not. */
  readonly took: number | null;
}

/** A fault as it went; lists are empty where the run does not tell. */
export interface FaultCourse {
  /** Cells that there are, and those that the platform takes for present, from the first event on. */
  readonly alive: readonly CourseStep[];
  readonly present: readonly CourseStep[];
  /** Samples of the platform's own metric of cells that are present. */
  readonly sampled: readonly CourseStep[];
  readonly tasks: readonly CourseTask[];
}

const Task = z.strictObject({
  second: z.number(),
  ok: z.boolean(),
  took: z.number().nullable(),
});

/** Reads the course of the fault of a run; null for a run without one, or without a number of cells. */
export async function faultCourse(
  store: Store,
  { run_id, fault_at, cells }: Pick<
    PlatformRun,
    "run_id" | "fault_at" | "cells"
  >,
): Promise<FaultCourse | null> {
  if (fault_at === null || cells === null) return null;
  const moments = await cellMoments(store, run_id);
  const tasks = await store.query(
    Task,
    `SELECT epoch(operations.started_at) AS second, outcome = 'ok' AS ok, duration_s AS took FROM operations
     WHERE run_id = $1 AND kind = 'task' AND starts_with(operation_id, $2) AND operations.started_at IS NOT NULL
     ORDER BY operations.started_at, operation_id`,
    [run_id, PROBE_PREFIX],
  );
  const series = await platformSeries(store, run_id, [PRESENT_METRIC]);
  const since = (at: number) => at - fault_at;
  const stepsOf = (gone: string, back: string) =>
    countCells(
      moments.filter(({ state }) => state === gone || state === back)
        .map(({ second, cell, state }) => ({
          ...{ seconds: since(second), cell, isGone: state === gone },
        })),
      cells,
    );
  return {
    alive: stepsOf("dead", "alive"),
    present: stepsOf("missing", "present"),
    sampled: metricPoints(series, PRESENT_METRIC)
      .map(({ at, value }) => ({ seconds: since(at), value })),
    tasks: tasks.map(({ second, ok, took }) => ({
      ...{ seconds: since(second), ok, took },
    })),
  };
}

/** Counts the cells that are not gone; one that is back without having been gone changes nothing. */
function countCells(
  moments: readonly {
    readonly seconds: number;
    readonly cell: string;
    readonly isGone: boolean;
  }[],
  cells: number,
): CourseStep[] {
  const gone = new Set<string>();
  return moments.map(({ seconds, cell, isGone }) => {
    if (isGone) gone.add(cell);
    else gone.delete(cell);
    return { seconds, value: cells - gone.size };
  });
}
