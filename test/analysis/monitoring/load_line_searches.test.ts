import { expect, test } from "vitest";
import {
  missedOf,
  poolSearches,
  searchPaths,
  untoldOf,
} from "../../../src/analysis/monitoring/load_line_searches.ts";
import { toTestMonitoringRun as toRun } from "../../testing/monitoring_runs.ts";

const options = { apart: ["targets"] };

test("searchPaths() replays a search: its bracket, what broke first, and how sure it is", () => {
  const [search, ...others] = searchPaths([
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
      ...{ held: 141 * 10 * 10 / 15, n: 2, below: 3, untold: 0 },
      ...{ broke: 200 * 10 * 10 / 15, broken: 2, judged: 2 },
      contradictions: 0,
    },
    majority: { held: 141 * 10 * 10 / 15, broke: 200 * 10 * 10 / 15 },
    first: ["ooms", "success_rate"],
    seconds: [60, 60],
    provisional: true,
    unfinished: 0,
  });
  expect(search?.steps.map(({ order, result }) => `${order} ${result}`))
    .toEqual(["1 held", "2 broke", "3 held", "4 held", "5 broke"]);
});

test("searchPaths() keeps sessions and configurations apart, and other presets out", () => {
  const found = searchPaths([
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

test("searchPaths() shows void and unfinished runs, which decide nothing", () => {
  const [search] = searchPaths([
    toRun({ metrics: 100, status: "invalid" }),
    toRun({ metrics: 100 }),
    toRun({ metrics: 200, status: "incomplete" }),
  ], options);
  expect(search).toMatchObject({ line: { broke: null }, unfinished: 1 });
  expect(search?.line.held).toBeCloseTo(100 * 10 * 10 / 15);
  expect(search?.steps.map(({ result }) => result)).toEqual(["void", "held"]);
});

test("searchPaths() is not provisional once a step that held saw the head flushed", () => {
  const [search] = searchPaths([toRun({ metrics: 100, flushes: 1 })], options);
  expect(search).toMatchObject({ provisional: false, flushes: 1 });
});

test("searchPaths() leads with the load below which every run held, whatever the majority says", () => {
  const broken = "ooms is not at most 0: 1";
  const [search] = searchPaths([
    toRun({ metrics: 100 }),
    toRun({ metrics: 150, broken }),
    toRun({ metrics: 150 }),
    toRun({ metrics: 150 }),
    toRun({ metrics: 200, broken }),
  ], options);
  const load = (metrics: number) => metrics * 10 * 10 / 15;
  expect(search).toMatchObject({
    line: {
      ...{ held: load(100), n: 1, broke: load(150), broken: 1, judged: 3 },
      contradictions: 2,
    },
    majority: { held: load(150), broke: load(200) },
  });
});

test("searchPaths() takes no run for broken that could not tell an objective and missed none", () => {
  const [search] = searchPaths([
    toRun({ metrics: 100, broken: "scrape_pacing is not at least 1: unknown" }),
    toRun({ metrics: 200 }),
  ], options);
  expect(search?.steps.map(({ result }) => result)).toEqual([
    "unknown",
    "held",
  ]);
  expect(search?.line).toMatchObject({ broke: null, untold: 1 });
});

test("poolSearches() has one line over all searches of a configuration", () => {
  const broken = "ooms is not at most 0: 1";
  const pooled = poolSearches(searchPaths([
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
      ...{ held: load(100), n: 2, below: 2 },
      ...{ broke: load(200), broken: 1, judged: 2, contradictions: 1 },
    },
    // One of two at 200 broke, which is no majority that held.
    majority: { held: load(100), broke: load(200) },
  }, { configuration: "2.42.0 targets=20", searches: 1 }]);
});

test("missedOf() names what a run missed, and untoldOf() what it could not tell", () => {
  const run = toRun({
    metrics: 100,
    broken: "ooms is not at most 0: 1; p99 is not at most 1: unknown",
  });
  expect(missedOf(run)).toEqual(["ooms"]);
  expect(untoldOf(run)).toEqual(["p99"]);
  expect(missedOf(toRun({ metrics: 100 }))).toEqual([]);
});

test("searchPaths() has a second line without the runs that foreign load disturbed", () => {
  const broken = "ooms is not at most 0: 1";
  const [search] = searchPaths([
    toRun({ metrics: 100 }),
    { ...toRun({ metrics: 150, broken }), disturbed: true },
    toRun({ metrics: 150 }),
    toRun({ metrics: 200, broken }),
  ], options);
  const load = (metrics: number) => metrics * 10 * 10 / 15;
  expect(search).toMatchObject({
    line: { held: load(100), broke: load(150) },
    undisturbed: { held: load(150), broke: load(200) },
  });
});
