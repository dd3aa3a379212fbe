/** The objectives of a run: what was measured, the limit, and whether it held. */
import { formatLimit, formatMetric, metricName } from "../../analysis/mod.ts";
import type { ExecutedCell } from "../../notebook/mod.ts";
import type { ObjectiveResult } from "../../record/mod.ts";
import { column, md, type Meaning, table } from "../../report/mod.ts";
import type { RunContent } from "../facts/run_content.ts";
import { proseCell, tableCell } from "./cells.ts";

/** Result of an objective in words. */
const resultWords: Readonly<Record<ObjectiveResult["result"], string>> = {
  met: "met",
  missed: "missed",
  unknown: "cannot tell: not measured",
  ignored: "not judged: too short a run",
};

/** Meaning of a result. */
export const resultMeanings: Readonly<
  Record<ObjectiveResult["result"], Meaning>
> = { met: "ok", missed: "failed", unknown: "unsure", ignored: "neutral" };

interface Row {
  readonly name: string;
  readonly value: string | null;
  readonly limit: string;
  readonly result: string;
}

/** Makes the section; empty for a run without objectives. */
export function objectivesSection(
  { judged, declared, forwarding, platform }: RunContent,
): ExecutedCell[] {
  const rows: readonly Row[] = judged.objectives.length > 0
    ? judged.objectives.filter(({ result }) =>
      // What another attribute asks is no gap of this one.
      forwarding === null || result !== "ignored"
    ).map((objective) => ({
      name: metricName(objective.metric),
      value: objective.value === null
        ? null
        : formatMetric(objective.metric, objective.value),
      limit: formatLimit(objective),
      result: objective.result === "ignored" && platform !== null
        ? "not judged: the run has nothing of it"
        : resultWords[objective.result],
    }))
    : (declared?.experiment.objectives ?? []).map(({ metric, is, value }) => ({
      name: metricName(metric),
      value: null,
      limit: formatLimit({ metric, is, limit: value }),
      result: `not judged: the run is ${judged.status}`,
    }));
  if (rows.length === 0) return [];
  return [
    proseCell(md`## Objectives`),
    tableCell(table(rows, [
      column.text("name", "Objective"),
      column.text("value", "Measured"),
      column.text("limit", "Limit"),
      column.text("result", "Result"),
    ], { caption: "Objectives, judged by today's rules" })),
  ];
}
