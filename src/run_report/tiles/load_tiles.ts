/** Tiles of a run with a load on a cluster, without and with a fault. */
import {
  formatCensoredTime,
  type MeasuredRun,
  percentAtLeast,
  percentAtMost,
  type Recovery,
  toThroughput,
} from "../../analysis/mod.ts";
import {
  formatDuration,
  formatPercent,
  formatValue,
} from "../../record/mod.ts";
import type { TileParts } from "../../report/mod.ts";
import { wilson } from "../../statistics/mod.ts";
import type { RunContent } from "../facts/run_content.ts";
import {
  duration,
  meaningOf,
  memoryTile,
  plainMeaning,
  sampleSize,
  split,
} from "./tile_parts.ts";

/** Returns throughput, success, p95, p99 and peak memory. */
export function loadTiles(
  content: RunContent,
  load: MeasuredRun,
): TileParts[] {
  return [
    throughputTile(content, load),
    successTile(content, load),
    percentileTile(content, load, "p95"),
    percentileTile(content, load, "p99"),
    ...memoryTile(content, 0),
  ];
}

/** Returns what the fault cost: outage, recovery, operations lost; then the load before it. */
export function faultTiles(
  content: RunContent,
  { load, recovery }: {
    readonly load: MeasuredRun;
    readonly recovery: Recovery;
  },
): TileParts[] {
  const { attempted, lost, before, timeout_s } = recovery;
  const meaning = plainMeaning(content);
  return [
    {
      label: "Load fails for",
      ...split(formatCensoredTime(recovery.loadGap)),
      n: "n = 1 fault",
      meaning,
    },
    {
      label: "Steady again after",
      ...split(formatCensoredTime(recovery.recovered)),
      n: "n = 1 fault",
      meaning: recovery.recovered?.censored ? "unsure" : meaning,
    },
    {
      label: timeout_s === null
        ? "Failed or late"
        : `Failed, or later than ${formatDuration(timeout_s)}`,
      ...split(attempted === 0 ? "–" : formatPercent(lost / attempted)),
      // No interval: the operations of one outage share its fate, so that their number says nothing of chance.
      interval: before ? `${formatDuration(lost / before)} of the load` : "",
      n: `${sampleSize(attempted, "operation")} from the fault on`,
      meaning,
    },
    throughputTile(content, load, "Throughput before"),
    percentileTile(content, load, "p99", "p99 before"),
  ];
}

function throughputTile(
  content: RunContent,
  load: MeasuredRun,
  label = "Throughput",
): TileParts {
  const throughput = toThroughput(load);
  return {
    label,
    value: throughput === null
      ? "–"
      : formatValue(Number(throughput.toPrecision(4)), ""),
    unit: throughput === null ? "" : "1/s",
    n: load.seconds === null
      ? sampleSize(load.completed, "success", "successes")
      : `${sampleSize(load.completed, "success", "successes")} in ${
        formatValue(load.seconds, "s", { digits: 3 })
      } s`,
    meaning: meaningOf(content, "throughput"),
  };
}

function successTile(content: RunContent, load: MeasuredRun): TileParts {
  const { rate, lower, upper } = wilson(load.ok, load.attempted);
  return {
    label: "Success",
    ...split(rate === null ? "–" : formatPercent(rate)),
    interval: rate === null ? "" : formatInterval(lower, upper),
    n: sampleSize(load.attempted, "operation"),
    meaning: meaningOf(content, "success_rate"),
  };
}

function percentileTile(
  content: RunContent,
  load: MeasuredRun,
  metric: "p95" | "p99",
  label: string = metric,
): TileParts {
  const succeeded = content.operations.kinds
    .reduce((sum, { ok }) => sum + ok, 0);
  return {
    label,
    ...duration(load[metric]),
    n: load[metric] === null
      ? "too few successes"
      : sampleSize(succeeded, "success", "successes"),
    meaning: meaningOf(content, metric),
  };
}

function formatInterval(lower: number, upper: number): string {
  return `95 % interval ${percentAtLeast(lower)} % to ${
    percentAtMost(upper)
  } %`;
}
