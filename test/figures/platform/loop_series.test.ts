import { expect, test } from "vitest";
import {
  type LoopPanel,
  plotLoopSeries,
} from "../../../src/figures/platform/loop_series.ts";
import { expectGolden } from "../golden.ts";

const day = Array.from({ length: 288 }, (_, i) => 300 * i);

const lineOf = (series: string, valueAt: (seconds: number) => number) => ({
  series,
  points: day.map((seconds) => ({ seconds, value: valueAt(seconds) })),
});

const clock = {
  ...{ zero: "the last push", from: 0, until: 86_400, moments: [] },
};

const panel: LoopPanel = {
  ...{ label: "convergence of instances", unit: "s", log: true },
  ...{ interval: 30, yellow: 10, red: 20 },
  lines: [
    lineOf("10 cells", (second) => 0.05 + second / 1e7),
    lineOf("100 cells", (second) => 0.3 + 0.1 * Math.sin(second)),
  ],
};

const options = { title: "Loops over a day", clock };

test("plotLoopSeries() draws metrics over days against their limits", async () => {
  const figure = plotLoopSeries([
    panel,
    {
      ...{ label: "cells present", unit: "", log: false },
      ...{ interval: null, yellow: null, red: null },
      lines: [lineOf("10 cells", () => 10), lineOf("100 cells", () => 100)],
    },
    { ...panel, label: "never sampled", lines: [] },
  ], { ...options, caption: "One run each." });
  expect(figure.n).toBe(4 * 288);
  expect(figure.svg).toContain("time since the last push (h)");
  expect(figure.svg).toContain(">red alert<");
  expect(figure.svg).not.toContain("never sampled");
  expect(figure.data.rows.length).toBeLessThan(4 * 150);
  await expectGolden(figure, "loop_series");
});

test("plotLoopSeries() leaves out of a logarithmic panel what is not above 0", () => {
  const zeros = { ...panel, lines: [lineOf("10 cells", () => 0)] };
  expect(() => plotLoopSeries([zeros], options)).toThrow("no samples");
  expect(plotLoopSeries([{ ...zeros, log: false }], options).n).toBe(288);
});
