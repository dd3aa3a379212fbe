import { expect, test } from "vitest";
import { plotRunTimeline } from "../../../src/figures/run/run_timeline.ts";
import { expectGolden } from "../golden.ts";
import { longTimeline, shortTimeline } from "./_sample_run.ts";

test("plotRunTimeline() draws a run of 30 minutes with a fault and a gap", async () => {
  const figure = plotRunTimeline(longTimeline, {
    title: "A run over its time",
    caption: "Made-up values.",
  });
  expect(figure.svg).toContain("bins of 15 s · 3 never ended");
  expect(figure.svg).toContain("latency (ms, log scale)");
  expect(figure.svg).toContain("time since the start of measuring (min)");
  expect(figure.data.rows).toHaveLength(121);
  expect(figure.data.columns.map(({ label, unit }) => `${label} ${unit}`))
    .toEqual([
      "from min",
      "until min",
      "answered in time 1/s",
      "answered late 1/s",
      "failed 1/s",
      "p50 ms",
      "p95 ms",
      "p99 ms",
      "slowest ms",
    ]);
  await expectGolden(figure, "run_timeline_long");
});

test("plotRunTimeline() draws five seconds without an error on linear axes", async () => {
  const figure = plotRunTimeline(shortTimeline, {
    title: "A short run over its time",
  });
  expect(figure.svg).toContain("no operation failed");
  expect(figure.svg).not.toContain("log scale");
  expect(figure.svg).not.toContain("never ended");
  await expectGolden(figure, "run_timeline_short");
});

test("plotRunTimeline() says in words that nothing was answered", () => {
  const none = { p50: null, p95: null, p99: null, max: null };
  const bins = shortTimeline.bins
    .map((bin) => ({ ...bin, ...none, in_time: 0 }));
  const timeline = { ...shortTimeline, bins, unfinished: 7 };
  const { svg, n } = plotRunTimeline(timeline, { title: "x" });
  expect(n).toBe(0);
  expect(svg).toContain("7 never ended");
  expect(svg).toContain("no operation was answered");
  expect(svg).not.toMatch(/NaN|slowest/);
});

test("plotRunTimeline() refuses a run without operations", () => {
  expect(() => plotRunTimeline({ ...longTimeline, bins: [] }, { title: "x" }))
    .toThrow("Cannot draw x as no operation ended");
});
