import { expect, test } from "vitest";
import { evaluateComparisons } from "../../../src/analysis/overview/comparison.ts";
import { stratifiedTest } from "../../../src/statistics/mod.ts";

const low = [1, 2, 3, 4, 5, 6, 7];
const high = low.map((value) => value + 10);
const compare = (first: readonly number[], second: readonly number[]) =>
  stratifiedTest([{ first, second }]);

test("evaluateComparisons() returns the direction of a clear difference", () => {
  const verdicts = evaluateComparisons([compare(high, low), compare(low, high)])
    .map(({ verdict }) => verdict);
  expect(verdicts).toEqual(["higher", "lower"]);
});

test("evaluateComparisons() returns ~ only if the repetitions could show a difference", () => {
  const mixed = [1.5, 2.5, 0.5, 4.5, 6.5, 3.5, 5.5];
  expect(evaluateComparisons([compare(mixed, low)])[0]?.verdict).toBe("~");
  // 2 / C(4, 2) is 1/3 at least, however far apart they are.
  expect(evaluateComparisons([compare([1, 2], [1000, 2000])])[0]).toMatchObject(
    {
      p: expect.closeTo(1 / 3, 12),
      leastP: expect.closeTo(1 / 3, 12),
      verdict: "too few runs",
    },
  );
});

test("evaluateComparisons() adjusts p for the number of comparisons", () => {
  const comparison = compare([5, 6, 7, 8], [1, 2, 3, 4]);
  expect(evaluateComparisons([comparison])[0]).toMatchObject({
    p: expect.closeTo(2 / 70, 12),
    adjusted: expect.closeTo(2 / 70, 12),
    verdict: "higher",
  });
  const many = evaluateComparisons(Array(36).fill(comparison));
  expect(many[0]).toMatchObject({ adjusted: 1, verdict: "too few runs" });
});
