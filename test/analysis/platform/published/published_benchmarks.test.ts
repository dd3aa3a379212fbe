import { expect, test } from "vitest";
import { publishedBenchmarks } from "../../../../src/analysis/platform/published/published_benchmarks.ts";
import {
  toPlatformEvent,
  toPlatformTestRun,
  toSampleSeries,
  toTimedOperation,
} from "../../../testing/platform_rows.ts";
import {
  toTestParam,
  toTestReported,
  toTestRun,
  withTestStore,
} from "../../../testing/records.ts";

const sources = { published: "published", ours: "platform" };

function reported(
  run_id: string,
  kind: string,
  statistics: Readonly<Record<string, number>>,
) {
  return Object.entries(statistics).map(([statistic, value], i) =>
    toTestReported(run_id, {
      ...{ kind, statistic, value, unit: "s", position: i, label: "fetch" },
    })
  );
}

const note = toTestRun("b1", {
  ...{ experiment: "published", tool: "benchmarkbbs", status: "failed" },
  params: [
    toTestParam("note", "Experiment 3"),
    toTestParam("num_reps", 1000),
    toTestParam("desired_lrps", 200_000),
  ],
});

test("publishedBenchmarks() gives what a note reported, with its sizes and its status", () =>
  withTestStore([[note, {
    reported: [
      ...reported("b1", "RepBulkFetching", {
        ...{ min: 0.006, max: 7.16, mean: 0.078, population_sd: 0.269 },
      }),
      // Measured once.
      ...reported("b1", "NsyncBulkerFetching", { mean: 2, population_sd: 0 })
        .map((row) => ({ ...row, annotation: "of 1 run" })),
      ...reported("b1", "suite_duration", { value: 3514 }),
    ],
  }]], async (store) => {
    const [row, once] = await publishedBenchmarks(store, sources);
    expect(once).toMatchObject({ sd: null, estimator: "reported, of 1 run" });
    expect(row).toEqual({
      ...{ origin: "published", mode: "imported", loop: "sync of a cell" },
      file: "",
      ...{ measure: "RepBulkFetching, fetch", cells: 1000 },
      source: "benchmarkbbs, Experiment 3 (failed)",
      ...{ instances: 200_000, mean: 0.078, sd: 0.269, min: 0.006 },
      ...{ max: 7.16, bound: null, estimator: "reported" },
    });
  }));

function document(id: string) {
  return toTestRun(id, {
    ...{ experiment: "published", tool: "" },
    params: [toTestParam("document", "A talk"), toTestParam("cells", 100)],
  });
}

test("publishedBenchmarks() joins the ends of a range, and keeps a bound", () =>
  withTestStore([
    [document("c1"), { reported: reported("c1", "bulk_loop", { min: 25 }) }],
    [document("c2"), { reported: reported("c2", "bulk_loop", { max: 30 }) }],
    [document("c3"), {
      reported: reported("c3", "request_latency", { below: 1 }),
    }],
  ], async (store) => {
    const rows = await publishedBenchmarks(store, sources);
    expect(rows.map(({ loop, min, max, bound, source, estimator }) => [
      ...[loop, min, max, bound, source, estimator],
    ])).toEqual([
      [
        ...["bulk loops of all components", 25, 30, null],
        ...["A talk", "reported in words"],
      ],
      [
        ...["a request", null, null, { is: "below", value: 1 }],
        ...["A talk", "reported in words"],
      ],
    ]);
  }));

test("publishedBenchmarks() gives the least and the most mean of a test under several loads", () =>
  withTestStore(
    [1, 10].map((instances) => [
      toTestRun(`t${instances}`, {
        ...{ experiment: "published", tool: "diego-performance-app" },
        params: [
          toTestParam("test", "cpu"),
          toTestParam("instances", instances),
        ],
      }),
      {
        reported: reported(`t${instances}`, "bulk_sync_duration", {
          mean: instances / 100,
        }),
      },
    ]),
    async (store) => {
      const [row, ...others] = await publishedBenchmarks(store, sources);
      expect(others).toEqual([]);
      expect(row).toMatchObject({
        ...{ source: "diego-performance-app, cpu", min: 0.01, max: 0.1 },
        ...{ measure: "fetch, under 1 to 10 instances", mean: null },
        estimator: "least and most of 2 reported means",
      });
    },
  ));

test("publishedBenchmarks() gives our values of the soak, before the fault", () =>
  withTestStore([[
    toPlatformTestRun("r1", {
      ...{ mode: "simulated" },
      params: [toTestParam("cells", 10), toTestParam("fill", 1)],
    }),
    {
      operations: [toTimedOperation("push", "web-0", { at: 1 })],
      samples: [
        ...toSampleSeries("RequestLatency", [9, 1, 2, 3, 9])
          .map((sample) => ({ ...sample, unit: "s" })),
        ...toSampleSeries("LRPsRunning", [0, 850, 855, 860, 0]),
      ],
      events: [
        toPlatformEvent("phase", "measure", { at: 30 }),
        toPlatformEvent("fault", "cell-1", { at: 120 }),
        toPlatformEvent("phase", "tear_down", { at: 150 }),
      ],
    },
  ]], async (store) => {
    expect(await publishedBenchmarks(store, sources)).toEqual([{
      ...{ origin: "ours", mode: "simulated", loop: "a request" },
      file: "",
      ...{ measure: "RequestLatency", source: "platform, simulator" },
      ...{ cells: 10, instances: 855, mean: 2, min: 1, max: 3, bound: null },
      sd: expect.closeTo(Math.sqrt(2 / 3)),
      estimator: "of 3 samples, each the largest of its period",
    }]);
  }));
