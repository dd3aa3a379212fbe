/** Prints a comparison as JUnit XML: a test case for each metric of each case, and for each limit. */
import { escapeHtml } from "../../../report/mod.ts";
import type { MetricComparison } from "../compare_metrics.ts";
import type { Comparison } from "../compare_sides.ts";
import { comparisonLine } from "../comparison_line.ts";
import { formatChange } from "../metric_meaning.ts";
import { verdictText } from "./comparison_tables.ts";

interface TestCase {
  readonly suite: string;
  readonly name: string;
  readonly failure: string;
  readonly skipped: string;
}

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
  const suites = [...Map.groupBy(cases, ({ suite }) => suite)].map(
    ([name, cases]) =>
      `  <testsuite name="${attribute(name || "compare")}" ${
        countsOf(cases)
      }>\n${cases.map(toXml).join("\n")}\n  </testsuite>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${attribute(comparisonLine(comparison))}" ${
      countsOf(cases)
    }>`,
    ...suites,
    "</testsuites>",
  ].join("\n");
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

function toXml({ suite, name, failure, skipped }: TestCase): string {
  const head = `    <testcase classname="${
    attribute(suite || "compare")
  }" name="${attribute(name)}"`;
  if (failure !== "") {
    return `${head}><failure message="${attribute(failure)}"/></testcase>`;
  }
  return skipped === ""
    ? `${head}/>`
    : `${head}><skipped message="${attribute(skipped)}"/></testcase>`;
}

function countsOf(cases: readonly TestCase[]): string {
  const failed = cases.filter(({ failure }) => failure !== "").length;
  const skipped = cases.filter(({ skipped }) => skipped !== "").length;
  return `tests="${cases.length}" failures="${failed}" skipped="${skipped}"`;
}

/** One line, without what XML 1.0 cannot hold: lone surrogates and non-characters. */
function attribute(text: string): string {
  return escapeHtml(text.toWellFormed().replace(/[\ufffe\uffff]/g, ""))
    .replace(/\s+/g, " ");
}
