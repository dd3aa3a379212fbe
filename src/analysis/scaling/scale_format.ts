/** Prints cases of a load experiment, and columns that several of its tables share. */
import {
  counted,
  type Estimate,
  formatDuration,
  formatEstimate,
  formatValue,
} from "../../record/mod.ts";
import { type Column, column } from "../../report/cells.ts";
import { median } from "../../statistics/mod.ts";
import { backgroundLoadLimits } from "../validity/background_load.ts";
import type { ScaleCell } from "./scale_cells.ts";
import { type ScaleStudy, sessionNumber } from "./scale_study.ts";

/** Explains the mark of `disturbedMark`. */
export const disturbedMeaning =
  `† with a run beside which others took more than ${backgroundLoadLimits.fail} core.`;

/** Returns the number of runs with background load above the limit. */
export function disturbedRuns({ runs }: Pick<ScaleCell, "runs">): number {
  return runs.filter(({ disturbed }) => disturbed).length;
}

/** Returns a dagger if one of the cases has a disturbed run, else nothing. */
export function disturbedMark(...cells: readonly ScaleCell[]): string {
  return cells.some((cell) => disturbedRuns(cell) > 0) ? " †" : "";
}

/** Names a case: `3 nodes, 10 workers, 1 KiB`. */
export function caseName(
  { nodes, workers, value_size }: Pick<
    ScaleCell,
    "nodes" | "workers" | "value_size"
  >,
): string {
  return `${counted(nodes, "node")}, ${workers} workers, ${
    formatSize(value_size)
  }`;
}

/** Names a case, with a dagger if one of its runs was disturbed. */
export function markedCaseName(cell: ScaleCell): string {
  return caseName(cell) + disturbedMark(cell);
}

/** Formats the size of a value in KiB. */
export function formatSize(bytes: number): string {
  return `${formatValue(bytes, "KiB")} KiB`;
}

/** Formats operations a second with three significant digits. */
export function formatRate(rate: number | null): string {
  return rate === null ? "–" : formatValue(rate, "", { digits: 3 });
}

/**
 * Returns the median of repetitions with their range; null without any. The range of few repetitions is no interval,
 * but a number has no more digits than it allows either.
 */
export function rateEstimate(rates: readonly number[]): Estimate | null {
  if (rates.length === 0) return null;
  const several = rates.length > 1;
  return {
    value: median(rates),
    lower: several ? Math.min(...rates) : null,
    upper: several ? Math.max(...rates) : null,
  };
}

/** Formats the throughput of a case, and the range of its repetitions. */
export function formatThroughput(
  { throughputs }: ScaleCell,
): { readonly text: string; readonly range: string } {
  const estimate = rateEstimate(throughputs);
  return estimate
    ? formatEstimate(estimate, { digits: 3 })
    : { text: "–", range: "" };
}

/** Formats an observed value or a limit of an alert in its unit. */
export function formatAlertLevel(value: number | null, unit: string): string {
  if (value === null) return "not sampled";
  if (unit === "s") return formatDuration(value);
  if (unit === "B") return `${formatValue(value, "MiB", { decimals: 0 })} MiB`;
  return unit === "cpu"
    ? `${value.toFixed(2)} cores`
    : `${formatRate(value)} ok/s`;
}

/** What a row tells of its case. */
type Case = Pick<ScaleCell, "workers" | "value_size">;

/** Returns the columns of the value size and the workers. */
export function caseColumns<Row extends Case>(): Column<Row>[] {
  return [
    column.bytes<Row>(({ value_size }) => value_size, "Value", { unit: "KiB" }),
    column.number<Row>(({ workers }) => workers, "Workers"),
  ];
}

/** Returns the column of the session's number. */
export function sessionColumn<Row extends { readonly session: string }>(
  study: ScaleStudy,
): Column<Row> {
  return column.number<Row>(
    ({ session }) => sessionNumber(study, session),
    "Session",
  );
}

/** Returns the column of a duration that takes many operations to tell. */
export function quantileColumn<Row>(
  value: (row: Row) => number | null,
  label: string,
): Column<Row> {
  return column.duration<Row>(value, label, { none: "too few" });
}
