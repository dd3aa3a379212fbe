/** Prints a comparison as JUnit XML: a test case for each metric of each case, and for each limit. */
import { type TestCase, toJUnitXml } from "../../../report/cells.ts";
import type { MetricComparison } from "../compare_metrics.ts";
import type { Comparison } from "../compare_sides.ts";
import { comparisonLine } from "../comparison_line.ts";
import { formatChange } from "../metric_meaning.ts";
import { verdictText } from "./comparison_tables.ts";

/** Returns the XML; a metric fails if it is worse beyond chance, and is skipped where that cannot be told. */
export function toJUnit(comparison: Comparison): string {
  const cases = [
    ...comparison.metrics.map(toMetricCase),
    ...comparison.thresholds.map(({ threshold, case_name, result }) => ({
      suite: case_name,
      name: threshold.text,
      failure: result === "broken" ? "broken" : "",
      skipped: result === "cannot tell" ? result : "",
    })),
  ];
  return toJUnitXml(comparisonLine(comparison), cases, "compare");
}

function toMetricCase(one: MetricComparison): TestCase {
  const { effect, meaning, verdict } = one;
  const change = effect === null ? "" : ` ${
    formatChange(effect.change, {
      relative: effect.relative,
      unit: meaning.unit,
    })
  }`;
  const isTold = ["better", "worse", "higher", "lower", "small", "~"]
    .includes(verdict);
  return {
    suite: one.case_name,
    name: one.metric,
    failure: verdict === "worse" ? `worse:${change}` : "",
    skipped: isTold ? "" : verdictText(one),
  };
}
