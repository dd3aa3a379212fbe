/** Texts of the live page: objectives and key figures as readers say them. */
import {
  formatLimit,
  formatMetric,
  metricName,
} from "../analysis/monitoring/objective_names.ts";
import type { DashboardState } from "../lab/monitor/dashboard_state.ts";
import type {
  LiveMeasures,
  LiveObjective,
} from "../lab/monitor/live_objectives.ts";
import { formatDuration, formatPercent, type Run } from "../record/mod.ts";

/** An objective in words. */
export interface ObjectiveText {
  readonly name: string;
  /** `at least 99 %`. */
  readonly limit: string;
  /** Empty before there is a value. */
  readonly value: string;
  readonly result: string;
  readonly meaning: "ok" | "failed" | "open";
}

const liveResults = {
  "met so far": ["met so far", "ok"],
  "missed so far": ["missed so far", "failed"],
  "not yet": ["not yet measured", "open"],
  "at end": ["judged at the end", "open"],
} as const;

const results = {
  met: ["met", "ok"],
  missed: ["missed", "failed"],
  unknown: ["not measured", "open"],
  ignored: ["not judged", "open"],
} as const;

/** Objectives of a run: as judged once it has ended, else so far. */
export function objectiveTexts(
  { objectives, status }: Pick<Run, "objectives" | "status">,
  live: readonly LiveObjective[],
): ObjectiveText[] {
  const toText = (
    objective: Omit<LiveObjective, "result">,
    [result, meaning]: readonly [string, ObjectiveText["meaning"]],
  ): ObjectiveText => ({
    name: metricName(objective.metric),
    limit: formatLimit(objective),
    value: objective.value === null
      ? ""
      : formatMetric(objective.metric, objective.value),
    result,
    meaning,
  });
  if (objectives.length > 0) {
    return objectives.map((one) => toText(one, results[one.result]));
  }
  // A run without a verdict was skipped, failed or interrupted.
  return status === "running"
    ? live.map((one) => toText(one, liveResults[one.result]))
    : live.map((one) => toText(one, ["no verdict", "open"]));
}

/** A key figure. */
export interface TileText {
  readonly label: string;
  readonly value: string;
  /** What it is of; empty for nothing to add. */
  readonly note: string;
}

/**
 * Key figures of a run: of its last seconds while it is in progress, then of its phase `measure`. A simulated run is over
 * in seconds, so that its last ones tell nothing: it has all of it.
 */
export function tileTexts(
  { nodes, totals, hostCpu, generatorCpu, virtual }: DashboardState,
  measures: Pick<LiveMeasures, "counts" | "metric">,
  isOver: boolean,
): TileText[] {
  if (virtual !== null) return simulatedTiles(totals, virtual.seconds);
  const sum = (of: (node: DashboardState["nodes"][number]) => number | null) =>
    nodes.some((node) => of(node) !== null)
      ? nodes.reduce((sum, node) => sum + (of(node) ?? 0), 0)
      : null;
  const requests = sum(({ requests }) => requests);
  const errors = sum(({ errors }) => errors) ?? 0;
  const slowest = Math.max(...nodes.map(({ p99 }) => p99 ?? -1));
  const { attempted, ok } = measures.counts.attempted > 0
    ? measures.counts
    : totals;
  const rate = isOver
    ? measures.metric("throughput") ?? null
    : requests === null
    ? null
    : requests - errors;
  const p99 = isOver
    ? measures.metric("p99") ?? null
    : slowest < 0
    ? null
    : slowest;
  return [
    {
      label: "Throughput",
      value: rate === null ? "-" : `${formatCount(rate)} /s`,
      note: isOver ? "in time, while measured" : "answered, in the last 5 s",
    },
    {
      label: "Success",
      value: attempted === 0 ? "-" : formatPercent(ok / attempted),
      note: measures.counts.attempted > 0
        ? `in time, of ${formatCount(attempted)} measured${
          isOver ? "" : " so far"
        }`
        : `of ${formatCount(attempted)}, none measured yet`,
    },
    {
      label: "p99",
      value: p99 === null ? "-" : formatDuration(p99),
      note: isOver ? "while measured" : "of the slowest node, in the last 5 s",
    },
    {
      label: "Errors",
      value: formatCount(totals.attempted - totals.ok),
      note: isOver ? "in all" : `in all; ${formatCount(errors)} /s now`,
    },
    // Of a run that has ended, the last value would say nothing.
    ...isOver ? [] : [{
      label: "Host CPU",
      value: hostCpu === null ? "-" : formatPercent(hostCpu, 0),
      note: generatorCpu === null
        ? ""
        : `load generator ${formatPercent(generatorCpu, 0)} of a core`,
    }],
  ];
}

function simulatedTiles(
  { attempted, ok }: DashboardState["totals"],
  seconds: number,
): TileText[] {
  return [
    {
      label: "Simulated time",
      value: formatDuration(seconds),
      note: "since the start of the run",
    },
    {
      label: "Success",
      value: attempted === 0 ? "-" : formatPercent(ok / attempted),
      note: `of ${formatCount(attempted)} operations`,
    },
    {
      label: "Errors",
      value: formatCount(attempted - ok),
      note: "in all",
    },
  ];
}

/** Formats a number with four digits, or all before the point. */
export function formatCount(value: number): string {
  const rounded = Math.abs(value) < 1000
    ? Number(value.toPrecision(4))
    : Math.round(value);
  return rounded.toLocaleString("en-US");
}
