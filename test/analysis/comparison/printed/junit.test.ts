import { expect, test } from "vitest";
import {
  parseThreshold,
  printComparison,
} from "../../../../src/analysis/mod.ts";
import {
  compareTestSides,
  fast,
  slow,
  withP95,
} from "../../../testing/compared_sides.ts";

test("printComparison() as JUnit has a failure for what is worse, and skips what cannot be told", () => {
  const text = printComparison(
    compareTestSides(withP95("a", fast), withP95("b", slow), {
      thresholds: [parseThreshold("p95 < 1 ms")],
    }),
    "junit",
  );
  expect(text.split("\n")).toEqual([
    '<?xml version="1.0" encoding="UTF-8"?>',
    expect.stringMatching(
      /^<testsuites name="Worse: .*" tests="2" failures="2" skipped="0">$/,
    ),
    '  <testsuite name="compare" tests="2" failures="2" skipped="0">',
    '    <testcase classname="compare" name="p95"><failure message="worse: +87 %"/></testcase>',
    '    <testcase classname="compare" name="p95 &lt; 1 ms"><failure message="broken"/></testcase>',
    "  </testsuite>",
    "</testsuites>",
  ]);
});
