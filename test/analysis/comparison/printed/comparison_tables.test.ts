import { expect, test } from "vitest";
import {
  differencesTable,
  metricsTable,
  verdictText,
} from "../../../../src/analysis/comparison/printed/comparison_tables.ts";
import type { Difference } from "../../../../src/analysis/comparison/differences.ts";
import type { MetricVerdict } from "../../../../src/analysis/mod.ts";
import {
  compareTestSides,
  fast,
  slow,
  withP95,
} from "../../../testing/compared_sides.ts";

const found = compareTestSides(withP95("a", fast), withP95("b", slow));

test("metricsTable() prints levels, change, interval, p, runs and verdict", () => {
  const { columns, rows } = metricsTable(found.metrics, {
    within: new Map([["p95", 0.028]]),
  });
  expect(columns.map(({ label }) => label)).toEqual([
    ...["Metric", "A", "B", "Change", "95 % interval", "p (adjusted)"],
    ...["Runs", "Run to run", "Within a run", "Verdict"],
  ]);
  expect(rows.map((row) => row.map(({ text }) => text))).toEqual([[
    ...["p95", "115 ms", "215 ms", "+87 %", "+54 % to +130 %", "0.029"],
    ...["4 and 4", "11.2 %, 6 %", "±2.8 %", "worse"],
  ]]);
});

test.each<[MetricVerdict, number | null, string]>([
  ["better", null, "better"],
  ["~", null, "~"],
  ["~", -0.22, "~, up to −22 % is not excluded"],
  ["small", null, "~ below the smallest of interest"],
  [
    "small",
    0.06,
    "~ below the smallest of interest, up to +6 % is not excluded",
  ],
  ["too few runs", null, "too few runs: 2 more would do"],
  ["cannot tell", null, "cannot tell: environment.os"],
  ["higher", null, "higher, neither better nor worse"],
])("verdictText() of %s with %s is %s", (verdict, notExcluded, text) => {
  const [metric] = found.metrics;
  if (!metric) throw new Error("no metric");
  expect(verdictText({
    ...metric,
    ...{ verdict, notExcluded, missing: 2, reason: "environment.os" },
    meaning: { unit: "s", better: verdict === "higher" ? null : "lower" },
  })).toBe(text);
});

test("differencesTable() says what is compared, and what explains any difference", () => {
  const difference = (options: Partial<Difference>): Difference => ({
    key: "environment.os",
    kind: "environment",
    ...{ a: ["linux"], b: ["plan9"], coincides: true, compared: false },
    ...options,
  });
  const { rows } = differencesTable([
    difference({}),
    difference({ compared: true }),
    difference({ coincides: false, a: ["1", "2", "3", "4", "5"] }),
  ]);
  expect(rows.map((row) => row.map(({ text }) => text))).toEqual([
    ["environment.os", "linux", "plan9", "explains any difference as well"],
    ["environment.os", "linux", "plan9", "compared"],
    ["environment.os", "1, 2, 3 and 2 more", "plan9", "environment"],
  ]);
});
