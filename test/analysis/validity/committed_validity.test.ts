/** What the rules say of the committed records of our own runs of 21 November 2026. */
import { beforeAll, expect, test } from "vitest";
import { monitoringRuns } from "../../../src/analysis/monitoring/monitoring_runs.ts";
import { poolSearches, searchPaths } from "../../../src/analysis/monitoring/load_line_searches.ts";
import type { SureLine } from "../../../src/analysis/recorded/sure_line.ts";
import { type Validity, validity } from "../../../src/analysis/validity/validity.ts";
import { withCommittedStore } from "../../testing/committed_records.ts";

/** The day of the runs that these figures are of; the records grow. */
const DAY = "20261121T";

const experiments = ["cluster-scale", "cluster-faults", "monitoring-load"];
const found = new Map<string, readonly Validity[]>();
/** Values of `metrics`, and results, of the search's steps, by load. */
let steps: readonly (readonly [metrics: string, result: string])[] = [];
/** The line of each search, and last that of both. */
let lines: readonly SureLine[] = [];

beforeAll(() =>
  withCommittedStore(experiments, async (store) => {
    for (const experiment of experiments) {
      found.set(
        experiment,
        [...(await validity(store, experiment)).values()]
          .filter(({ run_id }) => run_id.startsWith(DAY)),
      );
    }
    const runs = (await monitoringRuns(store))
      .filter(({ run_id }) => run_id.startsWith(DAY));
    const paths = searchPaths(runs, { apart: ["targets", "users"] });
    steps = paths.flatMap((path) =>
      path.steps.map(({ run, result }) =>
        [run.setting("metrics"), result] as const
      )
    );
    lines = [...paths, ...poolSearches(paths)].map(({ line }) => line);
  }), 600_000);

const runsOf = (experiment: string) => found.get(experiment) ?? [];

/** Runs with a reason, by how their ids begin. */
function withReason(experiment: string, code: string): string[] {
  return runsOf(experiment)
    .filter(({ reasons }) => reasons.some((reason) => reason.code === code))
    .map(({ run_id }) => run_id.slice(0, 21));
}

test("every run that was called ok is, but the one in which the machine stood still", () => {
  const changed = experiments.flatMap(runsOf)
    .filter(({ status, stored_status }) => status !== stored_status);
  expect(changed).toMatchObject([{
    run_id: "20261121T115618Z-0008-029e2f42",
    stored_status: "ok",
    status: "invalid",
    reasons: [
      {
        code: "stand-still",
        text: "the machine stood still: no sample of it for 16.1 s",
        severity: "invalid",
      },
      { code: "overrun", text: "took longer: measure 75.4 instead of 60 s" },
    ],
  }]);
});

test("23 steps of the searches count, and 436,000 datapoints a minute held in one of two", () => {
  const counted = steps.filter(([, result]) => result !== "void");
  expect(counted).toHaveLength(23);
  // Ten targets of ten series each, scraped every 15 s: 1090 metrics are 436,000 a minute.
  expect(
    counted.filter(([metrics]) => metrics === "1090").map(([, result]) =>
      result
    ),
  )
    .toEqual(["held", "broke"]);
  expect(steps.filter(([, result]) => result === "void")).toEqual([
    ["1090", "void"],
  ]);
});

test("the line of the searches is the highest load at or below which every run held: 366,800 datapoints a minute", () => {
  const perMinute = (load: number | null) => Math.round((load ?? NaN) * 60);
  expect(lines.map(({ held, broke }) => [held, broke].map(perMinute)))
    .toEqual([[400_000, 436_000], [366_800, 400_000], [366_800, 400_000]]);
  expect(lines.at(-1)).toMatchObject({
    ...{ n: 2, below: 7, untold: 0 },
    ...{ broken: 1, judged: 4, contradictions: 7 },
  });
});

test("the steps of the second search that ran beside the soak are marked, and so is the soak", () => {
  const soak = "20261121T121727Z-0001";
  expect(withReason("monitoring-load", "beside")).toEqual([
    "20261121T121600Z-0009",
    soak,
    "20261121T121753Z-0010",
    "20261121T121943Z-0011",
    "20261121T122135Z-0012",
    "20261121T122327Z-0013",
    "20261121T122519Z-0014",
    "20261121T122711Z-0015",
  ]);
  expect(withReason("cluster-scale", "beside")).toEqual([]);
  expect(withReason("cluster-faults", "beside")).toEqual([]);
});

test("foreign load is known of every run that was measured, and marks the same share of each experiment as before", () => {
  for (const experiment of experiments) {
    const measured = runsOf(experiment)
      .filter(({ status }) => status !== "incomplete");
    expect(measured.filter(({ foreign_load }) => foreign_load === null))
      .toEqual([]);
  }
  const disturbed = (experiment: string) =>
    runsOf(experiment).filter(({ disturbed }) => disturbed);
  // All of the first session, of 96 runs; none of the second, of 16.
  expect(disturbed("cluster-scale")).toHaveLength(9);
  expect(
    disturbed("cluster-scale").every(({ run_id }) => run_id < "20261121T12"),
  )
    .toBe(true);
  expect(disturbed("monitoring-load").map(({ foreign_load }) => foreign_load))
    .toEqual([expect.closeTo(0.62, 2), expect.closeTo(0.81, 2)]);
  // From the begin of `measure` to the end of healing; over `measure` alone 16, as one was disturbed later.
  expect(disturbed("cluster-faults")).toHaveLength(17);
});
