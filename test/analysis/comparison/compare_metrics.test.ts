import { expect, test } from "vitest";
import { pairCases } from "../../../src/analysis/comparison/case_pairs.ts";
import {
  type ComparedRun,
  compareMetrics,
  metricPairs,
} from "../../../src/analysis/mod.ts";
import { toComparedRuns } from "../../testing/compared_runs.ts";

const base = {
  smallest: { relative: 0.03, points: 0.001 },
  objectives: [],
  metrics: [],
  confounded: "",
  sessionsAlike: false,
};

function compare(
  a: readonly ComparedRun[],
  b: readonly ComparedRun[],
  options: Partial<Parameters<typeof compareMetrics>[1]> = {},
) {
  const all = { ...base, ...options };
  return compareMetrics(metricPairs(pairCases(a, b).pairs, all), all);
}

const p95 = (name: string, ...values: (number | null)[]) =>
  toComparedRuns(name, "p95", values);

test("compareMetrics() has the exact p of Mann and Whitney, and ~ with it", () => {
  // SciPy's documented example of mannwhitneyu: p is 1/9 exact.
  const [found] = compare(
    p95("a", 19, 22, 16, 29, 24),
    p95("b", 20, 11, 17, 12),
  );
  expect(found).toMatchObject({
    metric: "p95",
    a: { n: 5, median: 22 },
    b: { n: 4, median: 14.5 },
    p: expect.closeTo(1 / 9, 12),
    adjusted: expect.closeTo(1 / 9, 12),
    verdict: "~",
  });
});

test("compareMetrics() says what is worse by the direction of the metric", () => {
  const [latency] = compare(
    p95("a", 1, 1.1, 1.2, 1.3),
    p95("b", 2, 2.1, 2.2, 2.3),
  );
  expect(latency).toMatchObject({
    verdict: "worse",
    p: expect.closeTo(2 / 70, 12),
  });
  const rates = (name: string, values: number[]) =>
    toComparedRuns(name, "throughput", values);
  expect(
    compare(rates("a", [1, 2, 3, 4]), rates("b", [5, 6, 7, 8]))[0]?.verdict,
  )
    .toBe("better");
  const unknown = (name: string, values: number[]) =>
    toComparedRuns(name, "reported things", values);
  expect(
    compare(unknown("a", [1, 2, 3, 4]), unknown("b", [5, 6, 7, 8]))[0]?.verdict,
  ).toBe("higher");
});

test("compareMetrics() calls a told change below the smallest of interest small", () => {
  const before = [100, 100.1, 100.2, 100.3];
  const after = before.map((value) => value + 1);
  expect(compare(p95("a", ...before), p95("b", ...after))[0])
    .toMatchObject({ verdict: "small", adjusted: expect.closeTo(2 / 70, 12) });
});

test("compareMetrics() says how large a change its interval does not exclude", () => {
  const [wide] = compare(
    p95("a", 19, 22, 16, 29, 24),
    p95("b", 20, 11, 17, 12),
  );
  // The bound that is further from none: 11 / 22 is as far as doubled, and the other one is nearer.
  expect(wide?.notExcluded).toBe(wide?.effect?.lower);
  const steady = [100, 100.1, 100.2, 100.3];
  expect(compare(p95("a", ...steady), p95("b", ...steady.toReversed()))[0])
    .toMatchObject({ verdict: "~", notExcluded: null });
  expect(
    compare(p95("a", 1, 1.1, 1.2, 1.3), p95("b", 2, 2.1, 2.2, 2.3))[0],
  ).toMatchObject({ verdict: "worse", notExcluded: null });
});

test("compareMetrics() says how many runs are missing", () => {
  expect(compare(p95("a", 1, 2, 3), p95("b", 7, 8, 9))[0])
    .toMatchObject({ verdict: "too few runs", missing: 1, p: null });
  expect(compare(p95("a", 1), p95("b", 7, 8, 9))[0])
    .toMatchObject({ verdict: "too few runs", missing: 2 });
  expect(compare(p95("a", 1), p95("b", 2))[0]?.verdict).toBe("one run each");
});

test("compareMetrics() adjusts p for all tests that can reach the level", () => {
  const runs = (name: string, shift: number) =>
    toComparedRuns(name, "p95", [1, 2, 3, 4]).map((run, i) => ({
      ...run,
      metrics: {
        p50: shift + i + 1,
        p95: shift + i + 1,
        // One value a side: not tested, and no burden.
        p99: i === 0 ? 1 : null,
      },
    }));
  const found = compare(runs("a", 0), runs("b", 10));
  expect(found.map(({ adjusted, verdict }) => [adjusted, verdict])).toEqual([
    [expect.closeTo(4 / 70, 12), "too few runs"],
    [expect.closeTo(4 / 70, 12), "too few runs"],
    [null, "one run each"],
  ]);
  expect(compare(runs("a", 0), runs("b", 10), { metrics: ["p95"] }))
    .toMatchObject([{ metric: "p95", verdict: "worse" }]);
});

test("compareMetrics() compares within sessions of different speed", () => {
  const sides = (name: string, by: number) => [
    ...toComparedRuns(`${name}x`, "p95", [10, 11, 12].map((v) => v * by)),
    ...toComparedRuns(`${name}y`, "p95", [100, 110, 120].map((v) => v * by), {
      session: "s2",
    }),
  ];
  const [found] = compare(sides("a", 1), sides("b", 1.5));
  // All of B above all of A in both sessions: 2 of 20 times 20.
  expect(found).toMatchObject({
    verdict: "worse",
    p: expect.closeTo(2 / 400, 12),
  });
  expect(found?.effect?.change).toBeCloseTo(0.5, 12);
});

test("compareMetrics() cannot tell a difference from what differs beside", () => {
  const [found] = compare(p95("a", 1, 2, 3, 4), p95("b", 5, 6, 7, 8), {
    confounded: "environment.kernel",
  });
  expect(found).toMatchObject({
    verdict: "cannot tell",
    reason: "environment.kernel",
  });
  // Where there is no difference there is nothing to explain.
  const same = compare(p95("a", 1, 2, 3, 4), p95("b", 1.5, 2.5, 0.5, 3.5), {
    confounded: "environment.kernel",
  });
  expect(same[0]).toMatchObject({ verdict: "~", reason: "" });
});

test("compareMetrics() cannot tell a difference from sessions, unless they are taken for alike", () => {
  const [a, b] = [
    p95("a", 1, 2, 3, 4),
    p95("b", 5, 6, 7, 8).map((run) => ({ ...run, session: "s2" })),
  ];
  expect(compare(a, b)[0])
    .toMatchObject({ verdict: "cannot tell", reason: "session" });
  expect(compare(a, b, { sessionsAlike: true })[0])
    .toMatchObject({ verdict: "worse", reason: "" });
});

test("compareMetrics() has no values where a side has none", () => {
  expect(compare(p95("a", 1, 2), p95("b", null, null))[0])
    .toMatchObject({ verdict: "no values", effect: null, b: { n: 0 } });
  expect(compare([], [])).toEqual([]);
});

test("compareMetrics() of values that are all equal is ~", () => {
  const ones = [1, 1, 1, 1];
  expect(compare(p95("a", ...ones), p95("b", ...ones))[0])
    .toMatchObject({ verdict: "~", p: null, effect: { change: 0 } });
});

test("compareMetrics() refuses NaN", () => {
  expect(() => compare(p95("a", NaN, 1), p95("b", 1, 2))).toThrow(RangeError);
});

test("compareMetrics() does not test a metric that is the same in every run, which costs the others nothing", () => {
  const both = (name: string, values: readonly number[]) =>
    toComparedRuns(name, "p95", values).map((run) => ({
      ...run,
      metrics: { ...run.metrics, success_rate: 1 },
    }));
  const found = compare(both("a", [1, 2, 3, 4]), both("b", [5, 6, 7, 8]));
  expect(found).toMatchObject([
    { metric: "p95", verdict: "worse", adjusted: expect.closeTo(2 / 70, 12) },
    { metric: "success_rate", verdict: "~", p: null, missing: 0 },
  ]);
});

test("compareMetrics() takes no value from what every object inherits", () => {
  const a = toComparedRuns("a", "constructor", [1, 2]);
  expect(compare(a, p95("b", 1, 2))).toMatchObject([
    { metric: "constructor", verdict: "no values", b: { n: 0 } },
    { metric: "p95", verdict: "no values", a: { n: 0 } },
  ]);
});
