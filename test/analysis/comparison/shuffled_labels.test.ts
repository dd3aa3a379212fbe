import { expect, test } from "vitest";
import { pairCases } from "../../../src/analysis/comparison/case_pairs.ts";
import { checkLabels } from "../../../src/analysis/comparison/shuffled_labels.ts";
import { metricPairs } from "../../../src/analysis/mod.ts";
import { toComparedRuns } from "../../testing/compared_runs.ts";

const smallest = { relative: 0, points: 0 };

function pairsOf(a: readonly number[], b: readonly number[]) {
  const { pairs } = pairCases(
    toComparedRuns("a", "p95", a),
    toComparedRuns("b", "p95", b),
  );
  return metricPairs(pairs, { objectives: [], metrics: [] });
}

test("checkLabels() raises alarms as often as the exact test allows", () => {
  // However different the sides are: 2 of the 70 ways to label four and four runs are significant.
  const check = checkLabels(pairsOf([1, 2, 3, 4], [50, 60, 70, 80]), {
    smallest,
    rounds: 4000,
  });
  expect(check?.rounds).toBe(4000);
  expect(check?.alarms.lower).toBeLessThan(2 / 70);
  expect(check?.alarms.upper).toBeGreaterThan(2 / 70);
});

test("checkLabels() raises none below the smallest change of interest", () => {
  const check = checkLabels(pairsOf([1, 2, 3, 4], [5, 6, 7, 8]), {
    smallest: { relative: 100, points: 1 },
  });
  expect(check?.alarms.rate).toBe(0);
});

test("checkLabels() is null where no test can raise an alarm", () => {
  expect(checkLabels(pairsOf([1, 2, 3], [4, 5, 6]), { smallest })).toBeNull();
  expect(checkLabels([], { smallest })).toBeNull();
});
