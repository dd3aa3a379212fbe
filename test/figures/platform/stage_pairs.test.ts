import { expect, test } from "vitest";
import { plotStagePairs } from "../../../src/figures/platform/stage_pairs.ts";
import { expectGolden } from "../golden.ts";

const pair = (n: number) => ({
  ...{ x: "Allocated", y: "Created-Container", correlation: -0.87 },
  points: Array.from({ length: n }, (_, i) => ({
    x: i / 100,
    y: 5 - i / 20 + (i % 7) / 10,
  })),
});
const options = { title: "Slow together", unit: "s", counted: "task" };

test("plotStagePairs() draws a panel for each pair, in rows of three", async () => {
  const pairs = [40, 30, 20, 10].map(pair);
  const figure = plotStagePairs([...pairs, { ...pair(0), y: "gone" }], options);
  expect(figure.n).toBe(40);
  expect(figure.svg).toContain("rank correlation −0.87, n = 30");
  expect(figure.svg).not.toContain("gone");
  expect(figure.data.rows).toHaveLength(100);
  await expectGolden(figure, "stage_pairs");
});

test("plotStagePairs() draws a part of many entities, and says which", () => {
  const { svg, data, n } = plotStagePairs([pair(4000)], options);
  expect(n).toBe(4000);
  expect(svg).toContain("a dot for one in 7");
  expect(svg).toContain("n = 4,000");
  expect(data.rows).toHaveLength(572);
  expect(svg.length).toBeLessThan(60_000);
});

test("plotStagePairs() draws times of 0, and refuses no pairs", () => {
  const zero = [{
    ...{ x: "a", y: "b", correlation: null },
    points: [{ x: 0, y: 0 }],
  }];
  expect(plotStagePairs(zero, options).svg).not.toMatch(/NaN|Infinity/);
  expect(() => plotStagePairs([], options)).toThrow("as there are no pairs");
});
