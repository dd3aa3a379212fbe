import { expect, test } from "vitest";
import {
  type LoadLineRun,
  type LoadLineSeries,
  plotLoadLine,
} from "../../../src/figures/study/load_line.ts";
import { expectGolden } from "../golden.ts";

const run = (
  load: number,
  result: LoadLineRun["result"],
  success: number | null = 100,
): LoadLineRun => ({ load, result, doubtful: false, values: { success } });

const series: readonly LoadLineSeries[] = [
  {
    ...{ name: "2.42, 10 targets", held: 315_600, broke: 360_000 },
    runs: [
      run(315_600, "held"),
      run(315_600, "held", 99.8),
      run(360_000, "broke", 97.7),
      run(360_000, "held"),
      { ...run(468_000, "broke", 84), doubtful: true },
      run(436_000, "unknown", null),
    ],
  },
  {
    ...{ name: "3.16, 10 targets", held: 1_110_400, broke: 1_210_800 },
    runs: [run(1_110_400, "held"), run(1_210_800, "broke", 92)],
  },
];
const options = {
  title: "Load line",
  load: { label: "datapoints", unit: "1/min" },
};
const objectives = [
  { name: "success", unit: "%", is: "at least" as const, limit: 99.5 },
  { name: "never measured", unit: "s", is: "at most" as const, limit: 1 },
];

test("plotLoadLine() draws every run, the bracket with its ends, and values against limits", async () => {
  const figure = plotLoadLine(series, { ...options, objectives });
  expect(figure.n).toBe(8);
  expect(figure.svg).toContain(">held 315,600<");
  expect(figure.svg).toContain(">broke 1,210,800<");
  expect(figure.svg).toContain("success (%): at least 99.5");
  expect(figure.svg).not.toContain("never measured");
  expect(figure.data.rows[4]).toEqual(
    ["2.42, 10 targets", 468_000, "broke", "yes", 84, null],
  );
  await expectGolden(figure, "load_line");
});

test("plotLoadLine() labels the only end that there is, and explains only what it draws", () => {
  const { svg } = plotLoadLine([{
    ...{ name: "a", held: null, broke: 5, runs: [run(5, "broke")] },
  }], options);
  expect(svg).toContain(">broke 5<");
  expect(svg).not.toMatch(/>held|ring|cannot tell/);
});

test("plotLoadLine() keeps many runs of one load and a load of 0 within the drawing", () => {
  const many = Array.from({ length: 40 }, () => run(0, "held"));
  const { svg } = plotLoadLine([
    { name: "a", held: 0, broke: null, runs: many },
  ], options);
  expect(svg).toContain(">held 0<");
  expect(svg).not.toMatch(/NaN|Infinity/);
});

test("plotLoadLine() refuses no runs", () => {
  expect(() => plotLoadLine([], options)).toThrow("as there are no runs");
});
