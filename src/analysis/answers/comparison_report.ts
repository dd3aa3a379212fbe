/** Everything that the notebook on two sets of runs shows, from one reading of the store. */
import { z } from "zod";
import { compareText } from "../../record/mod.ts";
import type { TrendRow } from "../../figures/mod.ts";
import {
  type AnswerParts,
  bullets,
  md,
  type Prose,
} from "../../report/cells.ts";
import type { Table } from "../../report/cells.ts";
import type { Store } from "../../store/mod.ts";
import {
  type ComparisonEffects,
  comparisonEffects,
} from "../charts/comparison_effects.ts";
import { plottedUnit } from "../charts/plotted_metric.ts";
import type { MetricComparison } from "../comparison/compare_metrics.ts";
import type { Comparison } from "../comparison/compare_sides.ts";
import {
  compareStore,
  type StoreComparison,
} from "../comparison/compare_store.ts";
import { shortName } from "../comparison/metric_meaning.ts";
import {
  comparisonLimits,
  comparisonLine,
} from "../comparison/comparison_line.ts";
import {
  differencesTable,
  metricsTable,
  runsTable,
  strataTable,
} from "../comparison/printed/comparison_tables.ts";
import { withinRuns } from "../comparison/within_run.ts";
import {
  comparisonAnswer,
  focusOf,
  type SideNames,
} from "./comparison_answer.ts";

/** Two sides, how they are compared, and what they are called; an empty name is the text that selects the side. */
export interface ComparisonReportRequest extends StoreComparison {
  readonly names: SideNames;
}

/** The metric of the largest change, run by run, as `plotTrend()` draws it. */
export interface RunValues {
  readonly metric: string;
  readonly unit: string;
  readonly points: readonly TrendRow[];
}

/** The report on two sets of runs. */
export interface ComparisonReport {
  readonly comparison: Comparison;
  readonly answer: AnswerParts;
  /** The verdict as `deno task compare` prints it, and what limits it. */
  readonly finding: Prose;
  readonly effects: ComparisonEffects;
  /** Null without runs of which the time is known, or without a change in percent. */
  readonly runs: RunValues | null;
  readonly tables: {
    readonly metrics: Table;
    readonly differences: Table;
    /** How many runs are compared with each other. */
    readonly sessions: Table;
    /** Runs that do not count, or are marked. */
    readonly marked: Table;
  };
}

/** Compares two sides of the store. Throws the errors of `compareStore`. */
export async function comparisonReport(
  store: Store,
  { names, ...request }: ComparisonReportRequest,
): Promise<ComparisonReport> {
  const comparison = await compareStore(store, request);
  const named = {
    a: names.a === "" ? request.a : names.a,
    b: names.b === "" ? request.b : names.b,
  };
  const focus = focusOf(comparison.metrics);
  return {
    comparison,
    answer: comparisonAnswer(comparison, named),
    finding: md`${comparisonLine(comparison)}

${bullets(comparisonLimits(comparison).map((text) => md`${text}`))}`,
    effects: comparisonEffects(comparison.metrics),
    runs: focus === null
      ? null
      : await runValues(store, comparison, { focus, names: named }),
    tables: {
      metrics: metricsTable(comparison.metrics, comparison),
      differences: differencesTable(comparison.differences),
      sessions: strataTable(comparison.pairs),
      marked: runsTable(comparison),
    },
  };
}

const Start = z.strictObject({
  run_id: z.string(),
  started_at: z.string(),
  version: z.string(),
});

async function runValues(
  store: Store,
  { pairs, warmUps }: Comparison,
  { focus, names }: {
    readonly focus: MetricComparison;
    readonly names: SideNames;
  },
): Promise<RunValues | null> {
  const pair = pairs.find(({ name }) => name === focus.case_name);
  const sides = (pair?.strata ?? []).flatMap(({ a, b }) => [
    ...a.map((run) => ({ series: `A: ${names.a}`, run })),
    ...b.map((run) => ({ series: `B: ${names.b}`, run })),
  ]);
  const ids = sides.map(({ run }) => run.run_id);
  const starts = new Map(
    (await store.query(
      Start,
      `SELECT run_id, started_at, system_version AS version FROM runs
       WHERE started_at IS NOT NULL AND run_id IN (SELECT unnest($runs::JSON::VARCHAR[]))`,
      { runs: JSON.stringify(ids) },
    )).map((row) => [row.run_id, row]),
  );
  const bounds = await withinRuns(store, ids, { confidence: 0.95, warmUps });
  const values = sides.flatMap(({ run }) => run.metrics[focus.metric] ?? []);
  const { unit, toPlotted } = plottedUnit(focus.meaning.unit, values);
  const points = sides.flatMap(({ series, run }) => {
    const start = starts.get(run.run_id);
    const value = run.metrics[focus.metric];
    if (!start || typeof value !== "number") return [];
    const own = bounds.get(run.run_id)?.find(({ metric }) =>
      metric === focus.metric
    );
    return [{
      ...{ series, started_at: start.started_at, version: start.version },
      median: toPlotted(value),
      min: toPlotted(own?.lower ?? value),
      max: toPlotted(own?.upper ?? value),
      n: run.operations ?? 0,
    }];
  }).toSorted((a, b) =>
    compareText(a.series, b.series) || compareText(a.started_at, b.started_at)
  );
  return points.length === 0
    ? null
    : { metric: shortName(focus.metric), unit, points };
}
