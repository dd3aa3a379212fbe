import { expect, test } from "vitest";
import {
  type HeatCell,
  plotLatencyHeat,
} from "../../../src/figures/run/latency_heat.ts";
import { expectGolden } from "../golden.ts";
import { longClock, noise, shortClock } from "./_sample_run.ts";

/** Two groups of latencies, a slow one while the fault lasts, and no answer in its first 45 seconds. */
function toCells(): HeatCell[] {
  return Array.from({ length: 60 }, (_, i) => i).flatMap((i) => {
    const from = -120 + i * 30;
    const until = Math.min(from + 30, 1700);
    if (from >= 600 && from < 645) return [];
    const slow = from >= 645 && from < 900;
    return Array.from({ length: 25 }, (_, j) => {
      const fast = 4000 * Math.exp(-((j - 4) ** 2) / 3);
      const tail = (slow ? 3000 : 30) * Math.exp(-((j - 16) ** 2) / 6);
      const count = Math.round((slow ? fast / 20 : fast) + tail * noise(i + j));
      const [lower, upper] = [10 ** (j / 10 - 3), 10 ** ((j + 1) / 10 - 3)];
      return { from, until, lower, upper, count };
    }).filter(({ count }) => count > 0);
  });
}

test("plotLatencyHeat() draws counts of time and latency with a key of numbers", async () => {
  const figure = plotLatencyHeat({
    clock: longClock,
    cells: toCells(),
    width: 30,
  }, { title: "Latency over time", caption: "Made-up values." });
  expect(figure.svg).toContain("operations in a cell:");
  expect(figure.svg).toContain("cells of 30 s");
  expect(figure.svg).toContain("latency (ms, log scale)");
  expect(figure.data.rows).toHaveLength(toCells().length);
  await expectGolden(figure, "latency_heat");
});

test("plotLatencyHeat() names a step for each count if there are few", () => {
  const cell = { from: 0, until: 1, lower: 0.001, upper: 0.002, count: 1 };
  const { svg, n } = plotLatencyHeat({
    clock: shortClock,
    cells: [cell, { ...cell, from: 1, until: 2, count: 2 }],
    width: 1,
  }, { title: "x" });
  expect(n).toBe(3);
  expect(svg).toContain(">1<");
  expect(svg).toContain(">2<");
});

test("plotLatencyHeat() refuses a run without answers", () => {
  expect(() =>
    plotLatencyHeat({ clock: shortClock, cells: [], width: 1 }, { title: "x" })
  ).toThrow("Cannot draw x as no operation was answered");
});
