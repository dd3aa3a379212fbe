import { expect, test } from "vitest";
import { plotScatterFit } from "../../../src/figures/mod.ts";
import { expectGolden } from "../golden.ts";

const rows = [
  { x: 180, y: 0.9, verdict: "pass" },
  { x: 20_000, y: 1.6, verdict: "pass" },
  { x: 50_000, y: 2.4, verdict: "pass" },
  { x: 100_800, y: 3.1, verdict: "pass" },
  { x: 199_800, y: 3.9, verdict: "fail" },
  { x: 300_600, y: 4.1, verdict: "fail" },
  { x: 150_000, y: 1.1, verdict: "ignored" },
];
const options = {
  title: "Processor use against log lines",
  x: { label: "log lines", unit: "1/min" },
  y: { label: "processor use", unit: "cpu" },
};

test("plotScatterFit() draws verdicts, a fit with its band, and a published line", async () => {
  const figure = plotScatterFit(rows, {
    ...options,
    caption: "Made-up values; the band is for the mean.",
    fit: {
      label: "fit",
      r2: 0.9712,
      n: 4,
      points: [
        { x: 0, value: 1, lower: 0.7, upper: 1.3 },
        { x: 100_000, value: 3, lower: 2.8, upper: 3.2 },
        { x: 300_000, value: 4.4, lower: 3.8, upper: 5 },
      ],
    },
    published: {
      label: "published",
      points: [{ x: 0, value: 0.8 }, { x: 300_000, value: 4.9 }],
    },
  });
  expect(figure.n).toBe(7);
  expect(figure.svg).toContain("n = 7 runs · fit: R² = 0.971, n = 4");
  expect(figure.svg).toContain(">ignored (1)<");
  await expectGolden(figure, "scatter_fit");
});

test("plotScatterFit() draws points without a fit", () => {
  const { svg } = plotScatterFit(rows, { ...options, counted: "cases" });
  expect(svg).toContain("n = 7 cases<");
  expect(svg).not.toContain("confidence band");
});

test("plotScatterFit() refuses no rows", () => {
  expect(() => plotScatterFit([], options)).toThrow("there are no runs");
});
