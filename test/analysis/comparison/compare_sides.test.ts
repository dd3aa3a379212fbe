import { expect, test } from "vitest";
import {
  compareSides,
  comparisonLimits,
  comparisonLine,
  exitCodeOf,
  type Term,
} from "../../../src/analysis/mod.ts";
import { wilson } from "../../../src/statistics/mod.ts";
import { toComparedRun } from "../../testing/compared_runs.ts";
import {
  compareTestSides,
  fast,
  slow,
  testOptions,
  withP95,
} from "../../testing/compared_sides.ts";

test("compareSides() cannot tell a difference that another machine explains", () => {
  const found = compareTestSides(
    withP95("a", fast),
    withP95("b", slow, {
      factors: { "environment.cores": "4" },
      session: "s2",
    }),
  );
  expect(comparisonLine(found)).toBe(
    "Cannot tell: p95 +87 % (+54 % to +130 %, p 0.029, 4 and 4 runs), which may come from what differs beside: " +
      "environment.cores, session. The sides were measured in different sessions.",
  );
  expect(exitCodeOf(found, { failOnRegression: true, strict: false })).toBe(0);
  expect(exitCodeOf(found, { failOnRegression: true, strict: true })).toBe(1);
});

test.each<[string, Term[], string[], string]>([
  ["other sessions", [], [], "cannot tell"],
  ["sessions taken for alike", [], ["session"], "worse"],
  [
    "sessions that are compared",
    [{ kind: "session", value: "s" }],
    [],
    "worse",
  ],
])("compareSides() of %s", (_, terms, varies, verdict) => {
  const found = compareSides(
    { text: "a", terms, runs: withP95("a", fast) },
    { text: "b", terms, runs: withP95("b", slow, { session: "s2" }) },
    { ...testOptions, varies },
  );
  expect(found.metrics).toMatchObject([{ verdict }]);
  expect(comparisonLimits(found)[0]).toMatch(/^No session has runs of both/);
});

test("compareSides() takes back what foreign load explains", () => {
  const quiet = [0.1, 0.11, 0.12, 0.13];
  const loud = withP95("bx", slow.map((v) => v * 3), { disturbed: true });
  const same = withP95("b", [0.101, 0.111, 0.121, 0.129]);
  const many = withP95("b", [...slow, ...slow.map((v) => v + 0.001)]);
  const found = compareTestSides(withP95("a", quiet), [
    ...loud,
    ...loud.map((run) => ({
      ...run,
      run_id: `${run.run_id}x`,
    })),
    ...loud.map((run) => ({ ...run, run_id: `${run.run_id}y` })),
    ...same,
  ]);
  expect(found.metrics).toMatchObject([
    { verdict: "cannot tell", reason: "foreign load" },
  ]);
  const stands = compareTestSides(withP95("a", quiet), [...loud, ...many]);
  expect(stands.metrics).toMatchObject([{ verdict: "worse" }]);
  expect(comparisonLimits(stands))
    .toContain("4 runs shared the machine with foreign load.");
});

test("compareSides() of one run each has bounds from operations, and no verdict", () => {
  const within = (lower: number, upper: number) => [{
    metric: "p95",
    lower,
    upper,
  }];
  const run = (id: string, p95: number, success_rate: number) =>
    toComparedRun(id, { metrics: { p95, success_rate }, operations: 100 });
  const found = compareTestSides([run("a", 1, 0.8)], [run("b", 2, 0.6)], {
    within: new Map([["a", within(0.9, 1.1)], ["b", within(1.8, 2.3)]]),
  });
  expect(found.metrics.map(({ verdict }) => verdict))
    .toEqual(["one run each", "one run each"]);
  expect(found.single).toMatchObject([
    { metric: "p95", a: [0.9, 1.1], b: [1.8, 2.3] },
    { metric: "success_rate" },
  ]);
  expect(found.single[0]?.difference[0]).toBeCloseTo(0.7, 12);
  expect(found.single[0]?.difference[1]).toBeCloseTo(1.4, 12);
  expect(found.within.get("p95")).toBeCloseTo(4.55 / 41, 4);
});

test("compareSides() refuses a run on both sides", () => {
  const runs = withP95("a", fast);
  expect(() => compareTestSides(runs, runs)).toThrow(
    "Cannot compare 'before' with 'after' as 4 runs are on both sides: a1",
  );
});

test("compareSides() of one run each takes success from blocks of seconds, as failures come together", () => {
  const run = (id: string) =>
    toComparedRun(id, { metrics: { success_rate: 0.9 }, operations: 100 });
  const outage = {
    ...{ share: 0.1, lower: 0, upper: 0.3, n: 100, reason: null },
  };
  const found = compareTestSides([run("a")], [run("b")], {
    failed: new Map([["a", outage]]),
  });
  const { lower, upper } = wilson(90, 100);
  expect(found.single[0]?.a).toEqual([0.7, 1]);
  expect(found.single[0]?.b).toEqual([lower, upper]);
  const [least = NaN] = found.single[0]?.difference ?? [];
  expect(least).toBeCloseTo(-Math.hypot(0.9 - lower, 0.1), 12);
});

test("compareSides() pools cases, so that few runs of each tell together what none does alone", () => {
  const of = (name: string, nodes: string, values: readonly number[]) =>
    withP95(name, values, {
      case_id: `etcd nodes=${nodes}`,
      factors: { nodes },
    });
  const sides = [
    [...of("a", "3", [1, 1.1]), ...of("c", "5", [2, 2.1])],
    [...of("b", "3", [1.5, 1.6]), ...of("d", "5", [3, 3.1])],
  ] as const;
  const alone = compareTestSides(...sides);
  expect(alone.metrics.map(({ verdict }) => verdict))
    .toEqual(["too few runs", "too few runs"]);
  const third = [...of("e", "7", [4, 4.1])];
  const pooled = compareTestSides(
    [...sides[0], ...third],
    [...sides[1], ...of("f", "7", [6, 6.2])],
    { pool: ["nodes"] },
  );
  expect(pooled.metrics).toMatchObject([
    { case_name: "", verdict: "worse", p: expect.closeTo(2 / 6 ** 3, 12) },
  ]);
});

test.each([
  [{ pool: ["node"] }, "Cannot pool cases by 'node' as no run records it; "],
  [{ varies: ["kernel"] }, "Cannot let vary 'kernel' as no run records it; "],
])(
  "compareSides() refuses %j, which would change nothing",
  (options, message) => {
    expect(() =>
      compareTestSides(withP95("a", fast), withP95("b", slow), options)
    ).toThrow(message);
  },
);
