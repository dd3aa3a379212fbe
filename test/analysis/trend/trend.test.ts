import { expect, test } from "vitest";
import {
  durationTrend,
  seriesKey,
  seriesOf,
} from "../../../src/analysis/trend/trend.ts";
import type { Operation, Run } from "../../../src/record/mod.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";
import { toSeries } from "./trend_points.ts";

function toRun(
  id: string,
  started_at: string | null,
  settings: Record<string, string>,
  options: Partial<Run> = {},
): Run {
  return toTestRun(id, {
    started_at,
    params: Object.entries(settings).map(([key, value]) =>
      toTestParam(key, value)
    ),
    ...options,
  });
}

const durations = (run: string, values: readonly number[], kind = "PUT") =>
  values.map((duration_s, i): Operation =>
    toTestOperation(run, { operation_id: `${kind}${i}`, kind, duration_s })
  );

const options = { series: "database", version: "release" };

test("durationTrend() returns one point a run and kind, by series in order of time", () =>
  withTestStore([
    [
      toRun("r2", "2026-01-03T00:00:00Z", { database: "pg", release: "2" }),
      { operations: durations("r2", [4, 1, 9]) },
    ],
    [
      toRun("r1", "2026-01-02T00:00:00Z", { database: "pg", release: "1" }),
      {
        operations: [
          ...durations("r1", [2, 6]),
          ...durations("r1", [1], "GET"),
        ],
      },
    ],
    [
      toRun("r3", "2026-01-01T00:00:00Z", { database: "my" }),
      { operations: durations("r3", [7]) },
    ],
  ], async (store) => {
    const points = await durationTrend(store, options);
    expect(
      points.map((p) => [
        p.series,
        p.kind,
        p.run_id,
        p.version,
        p.n,
        p.min,
        p.median,
        p.max,
      ]),
    ).toEqual([
      ["my", "PUT", "r3", "", 1, 7, 7, 7],
      ["pg", "GET", "r1", "1", 1, 1, 1, 1],
      ["pg", "PUT", "r1", "1", 2, 2, 4, 6],
      ["pg", "PUT", "r2", "2", 3, 1, 4, 9],
    ]);
    expect([...seriesOf(points).values()].map((list) => list.length))
      .toEqual([1, 1, 2]);
  }));

test("durationTrend() leaves out failures, invalid runs and runs without a time", () =>
  withTestStore([
    [toRun("r1", "2026-01-02T00:00:00Z", { database: "pg" }), {
      operations: [
        ...durations("r1", [2]),
        toTestOperation("r1", {
          operation_id: "f",
          outcome: "failed",
          duration_s: 60,
        }),
        toTestOperation("r1", { operation_id: "n", duration_s: null }),
      ],
    }],
    [toRun("r2", "2026-01-03T00:00:00Z", {}, { status: "invalid" }), {
      operations: durations("r2", [3]),
    }],
    [toRun("r3", null, {}), { operations: durations("r3", [3]) }],
  ], async (store) => {
    expect(await durationTrend(store, options)).toMatchObject([
      { run_id: "r1", n: 1, max: 2, version: "" },
    ]);
  }));

test("seriesOf() keeps the order of the points, also of series that take turns", () => {
  const [own, other] = [toSeries("pg", [1, 2, 3]), toSeries("my", [4, 5, 6])];
  const points = own.flatMap((point, i) => [point, other[i]!, other[i]!]);
  expect([...seriesOf(points)]).toEqual([
    [seriesKey(own[0]!), own],
    [seriesKey(other[0]!), other.flatMap((point) => [point, point])],
  ]);
});

test("seriesOf() separates subjects and kinds with the same concatenation", () =>
  withTestStore([
    [toRun("r1", "2026-01-02T00:00:00Z", {}), {
      operations: [
        toTestOperation("r1", { operation_id: "1", subject: "a", kind: "b c" }),
        toTestOperation("r1", { operation_id: "2", subject: "a b", kind: "c" }),
      ],
    }],
  ], async (store) => {
    expect(seriesOf(await durationTrend(store, options)).size).toBe(2);
  }));
