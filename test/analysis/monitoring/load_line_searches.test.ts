import { expect, test } from "vitest";
import {
  loadLineSearches,
  missedObjectives,
  poolSearches,
  unknownObjectives,
} from "../../../src/analysis/monitoring/load_line_searches.ts";
import { toTestMonitoringRun as toRun } from "../../testing/monitoring_runs.ts";

const options = { groupBy: ["targets"] };

test("loadLineSearches() replays a search: its line, its bracket and the objectives missed first", () => {
  const [search, ...others] = loadLineSearches([
    toRun({ metrics: 100 }),
    toRun({ metrics: 200, broken: "ooms is not at most 0: 1" }),
    toRun({ metrics: 141 }),
    toRun({ metrics: 141 }),
    toRun({
      metrics: 200,
      broken:
        "ooms is not at most 0: 2; success_rate is not at least 0.995: 0.9",
    }),
  ], options);
  expect(others).toEqual([]);
  expect(search).toMatchObject({
    session: "s1",
    configuration: "2.42.0 targets=10",
    line: {
      ...{ passed: 141 * 10 * 10 / 15, n: 2, below: 3, unknown: 0 },
      ...{ failed: 200 * 10 * 10 / 15, failures: 2, judged: 2 },
      contradictions: 0,
    },
    majority: { passed: 141 * 10 * 10 / 15, failed: 200 * 10 * 10 / 15 },
    first: ["ooms", "success_rate"],
    seconds: [60, 60],
    provisional: true,
    unfinished: 0,
  });
  expect(search?.steps.map(({ order, result }) => `${order} ${result}`))
    .toEqual([
      "1 passed",
      "2 failed",
      "3 passed",
      "4 passed",
      "5 failed",
    ]);
});

test("loadLineSearches() separates sessions and configurations, and skips other presets", () => {
  const found = loadLineSearches([
    toRun({ metrics: 100 }),
    toRun({ metrics: 100, targets: 20 }),
    toRun({ metrics: 100, session: "s2" }),
    toRun({ metrics: 100, preset: "quick" }),
  ], options);
  expect(found.map(({ session, configuration }) => [session, configuration]))
    .toEqual([["s1", "2.42.0 targets=10"], ["s1", "2.42.0 targets=20"], [
      "s2",
      "2.42.0 targets=10",
    ]]);
});

test("loadLineSearches() lists invalid and unfinished runs, which do not affect the line", () => {
  const [search] = loadLineSearches([
    toRun({ metrics: 100, status: "invalid" }),
    toRun({ metrics: 100 }),
    toRun({ metrics: 200, status: "incomplete" }),
  ], options);
  expect(search).toMatchObject({ line: { failed: null }, unfinished: 1 });
  expect(search?.line.passed).toBeCloseTo(100 * 10 * 10 / 15);
  expect(search?.steps.map(({ result }) => result)).toEqual([
    "inconclusive",
    "passed",
  ]);
});

test("loadLineSearches() is not provisional once a step that passed had a head flush", () => {
  const [search] = loadLineSearches(
    [toRun({ metrics: 100, flushes: 1 })],
    options,
  );
  expect(search).toMatchObject({ provisional: false, flushes: 1 });
});

test("loadLineSearches() returns the load up to which every run passed, apart from that of the majority", () => {
  const broken = "ooms is not at most 0: 1";
  const [search] = loadLineSearches([
    toRun({ metrics: 100 }),
    toRun({ metrics: 150, broken }),
    toRun({ metrics: 150 }),
    toRun({ metrics: 150 }),
    toRun({ metrics: 200, broken }),
  ], options);
  const load = (metrics: number) => metrics * 10 * 10 / 15;
  expect(search).toMatchObject({
    line: {
      ...{ passed: load(100), n: 1, failed: load(150), failures: 1, judged: 3 },
      contradictions: 2,
    },
    majority: { passed: load(150), failed: load(200) },
  });
});

test("loadLineSearches() reports a run with an unknown objective and none missed as inconclusive", () => {
  const [search] = loadLineSearches([
    toRun({ metrics: 100, broken: "scrape_pacing is not at least 1: unknown" }),
    toRun({ metrics: 200 }),
  ], options);
  expect(search?.steps.map(({ result }) => result)).toEqual([
    "inconclusive",
    "passed",
  ]);
  expect(search?.line).toMatchObject({ failed: null, unknown: 1 });
});

test("poolSearches() returns one line over all searches of a configuration", () => {
  const broken = "ooms is not at most 0: 1";
  const pooled = poolSearches(loadLineSearches([
    toRun({ metrics: 100 }),
    toRun({ metrics: 200 }),
    toRun({ metrics: 300, broken }),
    toRun({ metrics: 100, session: "s2" }),
    toRun({ metrics: 200, session: "s2", broken }),
    toRun({ metrics: 100, targets: 20 }),
  ], options));
  const load = (metrics: number) => metrics * 10 * 10 / 15;
  expect(pooled).toMatchObject([{
    searches: 2,
    line: {
      ...{ passed: load(100), n: 2, below: 2 },
      ...{ failed: load(200), failures: 1, judged: 2, contradictions: 1 },
    },
    // One of two at 200 failed: no majority passed.
    majority: { passed: load(100), failed: load(200) },
  }, { configuration: "2.42.0 targets=20", searches: 1 }]);
});

test("missedObjectives() and unknownObjectives() return the metrics with these results", () => {
  const run = toRun({
    metrics: 100,
    broken: "ooms is not at most 0: 1; p99 is not at most 1: unknown",
  });
  expect(missedObjectives(run)).toEqual(["ooms"]);
  expect(unknownObjectives(run)).toEqual(["p99"]);
  expect(missedObjectives(toRun({ metrics: 100 }))).toEqual([]);
});

test("loadLineSearches() returns a second line without disturbed runs", () => {
  const broken = "ooms is not at most 0: 1";
  const [search] = loadLineSearches([
    toRun({ metrics: 100 }),
    { ...toRun({ metrics: 150, broken }), disturbed: true },
    toRun({ metrics: 150 }),
    toRun({ metrics: 200, broken }),
  ], options);
  const load = (metrics: number) => metrics * 10 * 10 / 15;
  expect(search).toMatchObject({
    line: { passed: load(100), failed: load(150) },
    undisturbed: { passed: load(150), failed: load(200) },
  });
});
