import { expect, test } from "vitest";
import { plotSurvival } from "../../src/figures/survival.ts";
import { kaplanMeier } from "../../src/statistics/kaplan_meier.ts";
import { expectGolden } from "./golden.ts";

const curves = [
  {
    series: "kill leader",
    curve: kaplanMeier([1, 1.2, 1.8, 5], [true, true, true, false]),
  },
  { series: "pause leader", curve: kaplanMeier([2], [true]) },
];
const options = {
  title: "Time to a new leader",
  metric: "time since the fault",
  unit: "s",
};

test("plotSurvival() draws steps, and a cross where watching ended first", async () => {
  const figure = plotSurvival(curves, options);
  expect(figure.n).toBe(5);
  expect(figure.svg).toContain("kill leader (n = 4, 1 not seen to end)");
  await expectGolden(figure, "survival");
});

test("plotSurvival() refuses no curves", () => {
  expect(() => plotSurvival([], options)).toThrow(
    "as there are no repetitions",
  );
});
