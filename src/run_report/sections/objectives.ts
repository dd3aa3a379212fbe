/** The objectives of a run: what was measured, the limit, and whether it held. */
import { objectiveName } from "../../analysis/mod.ts";
import {
  formatDuration,
  formatPercent,
  formatValue,
  type ObjectiveResult,
} from "../../record/mod.ts";
import { column, type Meaning, table } from "../../report/mod.ts";
import type { RunContent } from "../facts/run_content.ts";
import { proseCell, tableCell } from "./cells.ts";
import { md } from "../../report/mod.ts";
import type { ExecutedCell } from "../../notebook/mod.ts";

/** Heading of the section. */
export const OBJECTIVES = "Objectives";

/** Result of an objective in words. */
export const resultWords: Readonly<Record<ObjectiveResult["result"], string>> =
  {
    met: "met",
    missed: "missed",
    unknown: "cannot tell: not measured",
    ignored: "not judged: too short a run",
  };

/** Meaning of a result. */
export const resultMeanings: Readonly<
  Record<ObjectiveResult["result"], Meaning>
> = { met: "ok", missed: "failed", unknown: "unsure", ignored: "neutral" };

/** Returns the name of an objective's metric as readers say it. */
export function metricName(metric: string): string {
  return metric === "success_rate" ? "success" : objectiveName(metric);
}

const shares: ReadonlySet<string> = new Set([
  "success_rate",
  "ingested_share",
  "scrape_pacing",
  "memory_growth",
]);

/** Formats a value of an objective's metric with its unit. */
export function formatMetric(metric: string, value: number): string {
  if (shares.has(metric)) {
    return `${formatPercent(value)}${
      metric === "memory_growth" ? " an hour" : ""
    }`;
  }
  if (/(^|_)p\d+$/.test(metric)) return formatDuration(value);
  const text = formatValue(value, "", { digits: 4 });
  return metric === "throughput" ? `${text} operations/s` : text;
}

/** Formats a limit: `at least 99 %`. */
export function formatLimit(
  { metric, is, limit }: Pick<ObjectiveResult, "metric" | "is" | "limit">,
): string {
  return `${is} ${formatMetric(metric, limit)}`;
}

interface Row {
  readonly name: string;
  readonly value: string | null;
  readonly limit: string;
  readonly result: string;
}

/** Makes the section; empty for a run without objectives. */
export function objectivesSection(
  { judged, declared }: RunContent,
): ExecutedCell[] {
  const rows: readonly Row[] = judged.objectives.length > 0
    ? judged.objectives.map((objective) => ({
      name: metricName(objective.metric),
      value: objective.value === null
        ? null
        : formatMetric(objective.metric, objective.value),
      limit: formatLimit(objective),
      result: resultWords[objective.result],
    }))
    : (declared?.experiment.objectives ?? []).map(({ metric, is, value }) => ({
      name: metricName(metric),
      value: null,
      limit: formatLimit({ metric, is, limit: value }),
      result: `not judged: the run is ${judged.status}`,
    }));
  if (rows.length === 0) return [];
  return [
    proseCell(md`## ${OBJECTIVES}`),
    tableCell(table(rows, [
      column.text("name", "Objective"),
      column.text("value", "Measured"),
      column.text("limit", "Limit"),
      column.text("result", "Result"),
    ], { caption: "Objectives, judged by today's rules" })),
  ];
}
