import { expect, test } from "vitest";
import { publishedPushes } from "../../../../src/analysis/platform/published/published_pushes.ts";
import { platformRuns } from "../../../../src/analysis/platform/runs/platform_runs.ts";
import type { Rows, Run } from "../../../../src/record/mod.ts";
import {
  timeOf,
  toPlatformEvent,
  toPlatformTestRun,
} from "../../../testing/platform_rows.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
  withTestStore,
} from "../../../testing/records.ts";

const sources = { published: "published", ours: "platform", runs: [] };

const performance = toTestRun("p1", {
  ...{ experiment: "published", tool: "diego-performance-app" },
  params: [
    toTestParam("test", "network", { position: 1 }),
    toTestParam("instances", 10, { position: 2 }),
    toTestParam("response_size", "1 MB", {
      ...{ label: "Response size", position: 3 },
    }),
  ],
});
const cedar = toTestRun("p2", { experiment: "published", tool: "cedar" });

function pushed(run_id: string, kind: string, seconds: readonly number[]) {
  return seconds.map((duration_s, i) =>
    toTestOperation(run_id, {
      ...{ kind, operation_id: `${kind}/${i}` },
      ...Number.isNaN(duration_s)
        ? { duration_s: null, outcome: "unfinished" as const }
        : { duration_s },
    })
  );
}

test("publishedPushes() gives the times of others by their load, those without a time counted", () =>
  withTestStore([
    [performance, { operations: pushed("p1", "push", [30, NaN, 700, 40]) }],
    [cedar, {
      operations: [
        ...pushed("p2", "push", [6, 7, 8]),
        ...pushed("p2", "start", [NaN]),
      ],
    }],
  ], async (store) => {
    const rows = await publishedPushes(store, sources);
    const kept = {
      ...{ origin: "published", mode: "imported", file: performance.source },
      estimator: "median of the times that the tool kept",
    };
    expect(rows).toEqual([
      {
        ...{ ...kept, source: "diego-performance-app", part: "whole" },
        load: "network, 10 instances, 1 MB response size",
        ...{ n: 4, timed: 3, failed: 0, median: 40, min: 30, max: 700 },
      },
      {
        ...{ ...kept, source: "cedar", part: "push", load: "" },
        ...{ n: 3, timed: 3, failed: 0, median: 7, min: 6, max: 8 },
      },
      {
        ...{ ...kept, source: "cedar", part: "start", load: "" },
        ...{ n: 1, timed: 0, failed: 0, median: null, min: null, max: null },
      },
    ]);
  }));

/** Both phases of a push that began at a second. */
function phases(
  run_id: string,
  name: string,
  { at, start }: { readonly at: number; readonly start: number | null },
) {
  const common = { subject: "hello" };
  return [
    toTestOperation(run_id, {
      ...{ ...common, kind: "push", operation_id: `push:${name}` },
      ...{ started_at: timeOf(at), duration_s: 2 },
    }),
    toTestOperation(run_id, {
      ...{ ...common, kind: "start", operation_id: `start:${name}` },
      ...{ started_at: timeOf(at + 3), duration_s: start },
      outcome: start === null ? "timeout" : "ok",
    }),
  ];
}

/** A run that was watched after its pushes. */
function ours(
  id: string,
  cells: number,
  operations: Rows["operations"],
): readonly [Run, Partial<Rows>] {
  const run = toPlatformTestRun(id, {
    ...{ mode: "simulated", params: [toTestParam("cells", cells)] },
  });
  const events = ["measure", "tear_down"].map((subject, i) => ({
    ...toPlatformEvent("phase", subject, { at: 100 + 100 * i }),
    run_id: id,
  }));
  return [run, { operations, events }];
}

test("publishedPushes() gives our whole pushes by number of cells, from the push to the end of the start", () =>
  withTestStore([
    ours("r1", 20, phases("r1", "a", { at: 0, start: 10 })),
    ours("r2", 10, [
      ...phases("r2", "a", { at: 0, start: 20 }),
      ...phases("r2", "b", { at: 5, start: null }),
    ]),
    ours("r3", 10, phases("r3", "a", { at: 0, start: 30 })),
    ours("r4", 10, phases("r4", "a", { at: 0, start: 90 })),
  ], async (store) => {
    // The last run is of another setting.
    const runs = (await platformRuns(store, "platform"))
      .filter(({ run_id }) => run_id !== "r4");
    const rows = await publishedPushes(store, { ...sources, runs });
    expect(rows.map(({ load, n, timed, failed, median, min, max }) => [
      ...[load, n, timed, failed, median, min, max],
    ])).toEqual([
      ["10 cells", 3, 2, 1, 28, 23, 33],
      ["20 cells", 1, 1, 0, 13, 13, 13],
    ]);
    expect(rows[0]).toMatchObject({
      ...{ origin: "ours", mode: "simulated", part: "whole" },
      source: "platform, simulator",
    });
  }));
