import { expect, test } from "vitest";
import {
  measurementFloor,
  repetitions,
} from "../../../src/analysis/trend/measurement_floor.ts";
import { seriesKey } from "../../../src/analysis/trend/trend.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

const name = (kind: string) => ({ series: "pg", subject: "", kind });

test("measurementFloor() returns the step, and a floor for the series that have it", () => {
  const random = seededRandom(8);
  const runs = Array.from({ length: 30 }, () => [
    {
      ...name("stepped"),
      values: Array.from(
        { length: 10 },
        () => 0.104 + 0.01 * Math.floor(4 * random()) + random() / 1e3,
      ),
    },
    {
      ...name("even"),
      values: Array.from({ length: 5 }, () => 0.1 + random()),
    },
  ]).flat();
  const { step, floors, series } = measurementFloor(runs);
  expect(step).toBe(0.01);
  expect([...floors]).toEqual([[seriesKey(name("stepped")), 0.015]]);
  expect(series).toBe(2);
});

test("measurementFloor() returns no floors where timings show no step", () => {
  expect(measurementFloor([])).toEqual({
    step: null,
    floors: new Map(),
    series: 0,
  });
});

test("repetitions() returns the successful durations of valid runs", () =>
  withTestStore([
    [
      toTestRun("r1", { params: [toTestParam("database", "pg")] }),
      {
        operations: [3, 1, 2].map((duration_s, i) =>
          toTestOperation("r1", { operation_id: `${i}`, duration_s })
        )
          .concat(
            toTestOperation("r1", { operation_id: "f", outcome: "failed" }),
          ),
      },
    ],
    [
      toTestRun("r2", { status: "invalid" }),
      { operations: [toTestOperation("r2")] },
    ],
  ], async (store) => {
    expect(await repetitions(store, { series: "database" }))
      .toEqual([{ ...name("PUT"), values: [1, 2, 3] }]);
  }));
