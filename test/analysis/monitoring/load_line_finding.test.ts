import { expect, test } from "vitest";
import {
  bestKnownFirst,
  describeLoadLines,
} from "../../../src/analysis/monitoring/load_line_finding.ts";
import {
  loadLineSearches,
  poolSearches,
} from "../../../src/analysis/monitoring/load_line_searches.ts";
import { toTestMonitoringRun as toRun } from "../../testing/monitoring_runs.ts";

const broken = "ooms is not at most 0: 1";
const pools = poolSearches(loadLineSearches([
  toRun({ metrics: 100, targets: 20 }),
  toRun({ metrics: 200, targets: 20 }),
  toRun({ metrics: 100, flushes: 2 }),
  { ...toRun({ metrics: 200, broken }), disturbed: true },
]));

test("bestKnownFirst() puts lines past a head flush first", () => {
  expect(bestKnownFirst(pools).map(({ provisional }) => provisional))
    .toEqual([false, true]);
});

test("describeLoadLines() describes the first line with remarks and the others in a sentence each", () => {
  const { markdown } = describeLoadLines(bestKnownFirst(pools), []);
  expect(markdown.replaceAll(/\s+/g, " ")).toMatch(
    /^Every run at or below \*\*40,000\*\* datapoints\/min held \(Prometheus 2\.42\.0, .*\): 1 run of 1 search, 1 of them at this load, so that up to 95 % of runs there may still break/,
  );
  expect(markdown.split("\n- ").slice(1).map((line) => line.slice(0, 60)))
    .toEqual([
      "The lowest load at which a run broke is **80,000** (1 of 1 b",
      "Without 1 run that foreign load disturbed: 40,000 held, none",
      "Runs that held at the line saw up to 2 head flushes; steps l",
      expect.stringMatching(/^Prometheus 2\.42\.0, .*, 20 target/),
    ]);
});

test("describeLoadLines() says that there is no search", () => {
  expect(describeLoadLines([], []).markdown).toBe("No search is on record.");
});

test("describeLoadLines() counts only searches with a run at or below the line", () => {
  const [pool] = poolSearches(loadLineSearches([
    toRun({ metrics: 200, session: "one" }),
    toRun({ metrics: 100, session: "two" }),
    toRun({ metrics: 200, session: "two", broken }),
  ]));
  const { markdown } = describeLoadLines(pool ? [pool] : [], []);
  expect(markdown.replaceAll(/\s+/g, " ")).toContain(
    "1 run of 1 search, 1 of them at this load",
  );
});
