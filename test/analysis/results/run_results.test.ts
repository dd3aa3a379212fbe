import { expect, test } from "vitest";
import { runsToJUnit } from "../../../src/analysis/mod.ts";
import { toResult } from "./_results.ts";

test("runsToJUnit() has a test for each run and each of its objectives", () => {
  const text = runsToJUnit("checkout/quick", [
    toResult({}),
    toResult({ repetition: 2, missed: 0.12 }),
    toResult({ repetition: 3, status: "failed", notes: "the shop ended" }),
  ]);
  expect(text.split("\n").slice(1)).toEqual([
    '<testsuites name="checkout/quick" tests="5" failures="2" skipped="0">',
    '  <testsuite name="slow_list=on" tests="5" failures="2" skipped="0">',
    '    <testcase classname="slow_list=on" name="run 1"/>',
    '    <testcase classname="slow_list=on" name="pay p95 at most 100 ms, run 1"/>',
    '    <testcase classname="slow_list=on" name="run 2"/>',
    '    <testcase classname="slow_list=on" name="pay p95 at most 100 ms, run 2"><failure message="was 120 ms"/></testcase>',
    '    <testcase classname="slow_list=on" name="run 3"><failure message="failed: the shop ended"/></testcase>',
    "  </testsuite>",
    "</testsuites>",
  ]);
});

test("an objective that was not measured is no pass, and one that is not asked is skipped", () => {
  const text = runsToJUnit("a/b", [
    toResult({ result: "unknown" }),
    toResult({ result: "ignored" }),
  ]);
  expect(text).toContain('<failure message="was not measured"/>');
  expect(text).toContain('<skipped message="not judged"/>');
});
