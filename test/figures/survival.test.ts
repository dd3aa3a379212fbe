import { expect, test } from "vitest";
import { plotSurvival } from "../../src/figures/survival.ts";
import { expectGolden } from "./golden.ts";

const curves = [
  {
    series: "kill leader",
    n: 4,
    steps: [{ time: 1, share: 0.75 }, { time: 1.2, share: 0.5 }, {
      time: 1.8,
      share: 0.25,
    }],
    censored: [5],
    until: 5,
  },
  {
    series: "pause leader",
    n: 1,
    steps: [{ time: 2, share: 0 }],
    censored: [],
    until: 2,
  },
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
