/** Results of the validity rules on the committed records of our own runs of 21 November 2026. */
import { beforeAll, expect, test } from "vitest";
import { monitoringRuns } from "../../../src/analysis/monitoring/monitoring_runs.ts";
import {
  loadLineSearches,
  poolSearches,
} from "../../../src/analysis/monitoring/load_line_searches.ts";
import type { SureLine } from "../../../src/analysis/recorded/sure_line.ts";
import {
  type Validity,
  validity,
} from "../../../src/analysis/validity/validity.ts";
import { withCommittedStore } from "../../testing/committed_records.ts";

/** Start of the run ids covered by the expected values; the records grow. */
const DAY = "20261121T";

const experiments = ["cluster-scale", "cluster-faults", "monitoring-load"];
const validities = new Map<string, readonly Validity[]>();
/** Setting `metrics`, result and status of each step of the searches. */
let steps: readonly (readonly [string, string, string])[] = [];
/** The line of each search, then the pooled line. */
let lines: readonly SureLine[] = [];

beforeAll(async () => {
  for (const experiment of experiments) {
    await withCommittedStore([experiment], async (store) => {
      validities.set(
        experiment,
        [...(await validity(store, experiment)).values()]
          .filter(({ run_id }) => run_id.startsWith(DAY)),
      );
    });
  }
  await withCommittedStore(["monitoring-load"], async (store) => {
    const runs = (await monitoringRuns(store))
      .filter(({ run_id }) => run_id.startsWith(DAY));
    const paths = loadLineSearches(runs, { groupBy: ["targets", "users"] });
    steps = paths.flatMap((path) =>
      path.steps.map(({ run, result }) =>
        [run.setting("metrics"), result, run.status] as const
      )
    );
    lines = [...paths, ...poolSearches(paths)].map(({ line }) => line);
  });
}, 600_000);

const runsOf = (experiment: string) => validities.get(experiment) ?? [];

/** Returns the id prefixes of the runs with a reason. */
function withReason(experiment: string, code: string): string[] {
  return runsOf(experiment)
    .filter(({ reasons }) => reasons.some((reason) => reason.code === code))
    .map(({ run_id }) => run_id.slice(0, 21));
}

test("validity() confirms every recorded status except that of a run in which the machine stood still", () => {
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

test("loadLineSearches() has 23 valid steps, and one of two held at 436,000 datapoints/min", () => {
  const counted = steps.filter(([, , status]) => status === "ok");
  expect(counted).toHaveLength(23);
  // Ten targets of ten series each, scraped every 15 s: 1090 metrics are 436,000 datapoints/min.
  expect(
    counted.filter(([metrics]) => metrics === "1090").map(([, result]) =>
      result
    ),
  )
    .toEqual(["passed", "failed"]);
  expect(steps.filter((step) => !counted.includes(step))).toEqual([
    ["1090", "inconclusive", "invalid"],
  ]);
});

test("sureLine() of the searches is 366,800 datapoints/min", () => {
  const perMinute = (load: number | null) => Math.round((load ?? NaN) * 60);
  expect(lines.map(({ passed, failed }) => [passed, failed].map(perMinute)))
    .toEqual([[400_000, 436_000], [366_800, 400_000], [366_800, 400_000]]);
  expect(lines.at(-1)).toMatchObject({
    ...{ n: 2, below: 7, unknown: 0 },
    ...{ failures: 1, judged: 4, contradictions: 7 },
  });
});

test("validity() marks the soak and the steps of the second search that ran beside it", () => {
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

test("validity() knows the background load of every measured run, and marks the disturbed ones", () => {
  for (const experiment of experiments) {
    const measured = runsOf(experiment)
      .filter(({ status }) => status !== "incomplete");
    expect(measured.filter(({ background_load }) => background_load === null))
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
  expect(
    disturbed("monitoring-load").map(({ background_load }) => background_load),
  )
    .toEqual([expect.closeTo(0.62, 2), expect.closeTo(0.81, 2)]);
  // From the start of `measure` to the end of healing; over `measure` alone 16, as one was disturbed later.
  expect(disturbed("cluster-faults")).toHaveLength(17);
});
