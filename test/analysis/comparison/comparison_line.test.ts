import { expect, test } from "vitest";
import { comparisonLimits, comparisonLine } from "../../../src/analysis/mod.ts";
import {
  compareTestSides,
  fast,
  slow,
  withP95,
} from "../../testing/compared_sides.ts";

test("comparisonLine() begins with what is worse, its interval, p and runs", () => {
  // The least and the largest ratio: 0.2 / 0.13 and 0.23 / 0.1, as 1 of 70 ways to label is below 2.5 %, and 2 are not.
  expect(
    comparisonLine(compareTestSides(withP95("a", fast), withP95("b", slow))),
  ).toBe(
    "Worse: p95 +87 % (+54 % to +130 %, p 0.029, 4 and 4 runs).",
  );
  expect(
    comparisonLine(compareTestSides(withP95("a", slow), withP95("b", fast))),
  )
    .toMatch(/^Better: p95 −47 % /);
});

test("comparisonLine() says ~, too few runs, one run each, and nothing", () => {
  const [one, other] = [
    withP95("a", fast),
    withP95("b", [0.105, 0.115, 0.125, 0.095]),
  ];
  expect(comparisonLine(compareTestSides(one, other)))
    .toMatch(
      /^No difference beyond chance: p95 .*, p 0\.\d+, 4 and 4 runs\)\. Not excluded is a change of up to −\d+ % of p95\.$/,
    );
  expect(comparisonLine(compareTestSides(one.slice(1), other.slice(1))))
    .toMatch(
      /^Too few runs: 1 more of each side would do; p95 .*3 and 3 runs\)\.$/,
    );
  expect(comparisonLine(compareTestSides(one.slice(3), other.slice(3))))
    .toMatch(/^One run each: no verdict; p95 /);
  expect(comparisonLine(compareTestSides(one, []))).toBe(
    "Nothing to compare: a side has no runs.",
  );
  const invalid = withP95("b", slow, {
    status: "invalid",
    cause: "stood still",
  });
  const none = compareTestSides(one, invalid);
  expect(comparisonLine(none)).toMatch(/^Nothing to compare/);
  expect(none.excluded.length).toBe(4);
});

test("comparisonLimits() tells how many operations a run has where the sides differ", () => {
  const limitsWith = (operations: number) =>
    comparisonLimits(compareTestSides(
      withP95("a", fast, { operations: 10_000 }),
      withP95("b", fast, { operations }),
    )).join(" ");
  expect(limitsWith(1200)).toContain(
    "Sample counts differ: a run of A has 10,000 operations, one of B 1,200 (medians).",
  );
  expect(limitsWith(10_100)).not.toContain("Sample counts");
});
