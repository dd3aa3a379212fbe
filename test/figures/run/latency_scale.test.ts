import { expect, test } from "vitest";
import {
  latencyScale,
  logTicks,
} from "../../../src/figures/run/latency_scale.ts";

test("latencyScale() is linear from zero for latencies of one size", () => {
  const { label, log, options } = latencyScale([0.002, 0.01]);
  expect([label, log]).toEqual(["latency (ms)", false]);
  expect(options.domain).toEqual([0, 10.5]);
});

test("latencyScale() is logarithmic over more than a factor of 20, between round values", () => {
  const { label, log, options } = latencyScale([0.003, 1.7]);
  expect([label, log]).toEqual(["latency (ms, log scale)", true]);
  expect(options).toMatchObject({
    domain: [2, 2000],
    ticks: [3, 10, 30, 100, 300, 1000],
  });
});

test("latencyScale() chooses a unit by the largest value, and bears zeros and nothing", () => {
  expect(latencyScale([0.0002]).unit).toBe("µs");
  expect(latencyScale([12]).unit).toBe("s");
  expect(latencyScale([0, 0.1]).log).toBe(false);
  expect(latencyScale([]).options.domain).toEqual([0, 1.05]);
});

test("logTicks() has fewer values in a decade, the more decades there are", () => {
  expect(logTicks([1, 50])).toEqual([1, 2, 5, 10, 20, 50]);
  expect(logTicks([1, 1000])).toEqual([1, 3, 10, 30, 100, 300, 1000]);
  expect(logTicks([0.001, 1000]))
    .toEqual([0.001, 0.01, 0.1, 1, 10, 100, 1000]);
});
