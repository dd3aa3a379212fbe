import { expect, test } from "vitest";
import {
  type FillPanel,
  plotLoopsByFill,
} from "../../../src/figures/platform/loops_by_fill.ts";
import { expectGolden } from "../golden.ts";

const toPoints = (series: string, most: number, slope: number) =>
  Array.from({ length: 10 }, (_, i) => ({
    ...{ series, instances: most * (i + 0.5) / 10, n: 5 + 20 * i },
    median: 0.02 + slope * most * (i + 0.5) / 10,
    // Too few values at the first levels.
    p95: i < 2 ? null : 0.03 + slope * most * (i + 0.5) / 10,
  }));

const panel: FillPanel = {
  ...{ label: "convergence of instances", unit: "s" },
  points: [
    ...toPoints("10 cells", 960, 3e-5),
    ...toPoints("100 cells", 9600, 3e-5),
  ],
};

const options = { title: "Loops by fill", fill: "instances that run" };

test("plotLoopsByFill() draws the levels of each metric in two columns", async () => {
  const figure = plotLoopsByFill([
    panel,
    { ...panel, label: "sync of routes" },
    {
      ...panel,
      label: "latency of the BBS",
      points: panel.points.slice(0, 10),
    },
    { ...panel, label: "never sampled", points: [] },
  ], { ...options, caption: "From empty to full." });
  expect(figure.n).toBe(5 * (10 * 5 + 20 * 45));
  expect(figure.svg).toContain(">↑ sync of routes (s)<");
  expect(figure.svg).not.toContain("never sampled");
  expect(figure.data.rows[0]).toEqual(
    ["convergence of instances", "10 cells", 48, 5, 0.02144, null, "s"],
  );
  await expectGolden(figure, "loops_by_fill");
});

test("plotLoopsByFill() refuses no values", () => {
  expect(() => plotLoopsByFill([], options)).toThrow("no values");
});
