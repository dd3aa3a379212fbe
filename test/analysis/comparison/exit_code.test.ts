import { expect, test } from "vitest";
import {
  comparisonLine,
  exitCodeOf,
  parseThreshold,
} from "../../../src/analysis/mod.ts";
import {
  compareTestSides,
  fast,
  slow,
  withP95,
} from "../../testing/compared_sides.ts";

test("exitCodeOf() fails on what is worse, on a broken limit, and strictly on what is unclear", () => {
  const gate = { failOnRegression: true, strict: false };
  const worse = compareTestSides(withP95("a", fast), withP95("b", slow));
  expect(exitCodeOf(worse, gate)).toBe(1);
  expect(exitCodeOf(worse, { ...gate, failOnRegression: false })).toBe(0);
  const allowed = compareTestSides(withP95("a", fast), withP95("b", slow), {
    thresholds: [parseThreshold("p95(latency) < +200%")],
  });
  expect(exitCodeOf(allowed, gate)).toBe(0);
  const broken = compareTestSides(withP95("a", fast), withP95("b", slow), {
    thresholds: [parseThreshold("p95(latency) < +5%")],
  });
  expect(exitCodeOf(broken, gate)).toBe(1);
  expect(comparisonLine(broken)).toContain("Broken: p95(latency) < +5%.");
  const few = compareTestSides(
    withP95("a", fast.slice(1)),
    withP95("b", slow.slice(1)),
  );
  expect(exitCodeOf(few, gate)).toBe(0);
  expect(exitCodeOf(few, { ...gate, strict: true })).toBe(1);
});
