import { expect, test } from "vitest";
import { plotSurvival } from "../../../src/figures/study/survival.ts";
import { kaplanMeier } from "../../../src/statistics/survival/kaplan_meier.ts";
import { expectGolden } from "../golden.ts";

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

test("plotSurvival() draws steps, and a cross at censored times", async () => {
  const figure = plotSurvival(curves, options);
  expect(figure.n).toBe(5);
  expect(figure.svg).toContain("kill leader (n = 4, 1 not seen to end)");
  await expectGolden(figure, "survival");
});

test("plotSurvival() draws a series in the same style in all figures of a set", () => {
  const order = ["kill leader", "pause leader"];
  const [, pause] = curves;
  const alone = plotSurvival(pause ? [pause] : [], { ...options, order });
  expect(alone.svg).toContain("var(--c3)");
  expect(alone.svg).not.toContain("var(--c1)");
  // Without a censored time there is no cross to explain.
  expect(alone.svg).not.toContain("cross");
});

test("plotSurvival() draws more than five series in a panel each, with their medians", async () => {
  const many = Array.from({ length: 7 }, (_, i) => ({
    series: `fault ${i + 1}`,
    curve: kaplanMeier(
      [1 + i, 1.2 + i, 1.8 + i, 5 + i],
      [true, true, true, i > 0],
    ),
  }));
  const figure = plotSurvival(many, options);
  expect(figure.n).toBe(28);
  expect(figure.svg).toContain(">n = 4, 1 not seen to end<");
  expect(figure.svg).toContain(">1.5 s<");
  await expectGolden(figure, "survival_panels");
});

test("plotSurvival() draws a few of many series as it draws all of them, and no median that was not reached", () => {
  const order = ["a", "b", "c", "d", "e", "f"];
  const { svg } = plotSurvival([
    { series: "a", curve: kaplanMeier([1, 2], [false, false]) },
  ], { ...options, order });
  expect(svg).toContain("grey: the others");
  expect(svg).not.toMatch(/ s<|NaN/);
});

test("plotSurvival() refuses no curves", () => {
  expect(() => plotSurvival([], options)).toThrow(
    "as there are no repetitions",
  );
});
