import { expect, test } from "vitest";
import {
  type HistoryOptions,
  metricHistory,
} from "../../../src/analysis/history/metric_history.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";
import { day } from "../trend/trend_points.ts";

const options: HistoryOptions = {
  ...{ metric: "p50", kind: "PUT", series: "database", version: "release" },
  varies: ["release"],
  ...{ minimumSegment: 5, alpha: 0.05, smallest: 0.05, rounds: 2 },
};

/** A run a day of six operations a second apart; after half of them they take twice as long, or half as many a second. */
const runs = Array.from({ length: 40 }, (_, i) => {
  const id = `r${String(i).padStart(2, "0")}`;
  const began = Date.parse(day(i));
  const slow = i < 20 ? 1 : 2;
  return [
    toTestRun(id, {
      started_at: day(i),
      params: [
        toTestParam("database", "pg"),
        toTestParam("release", `v${i}`),
        toTestParam("cache", i < 20 ? "on" : "off"),
      ],
    }),
    {
      operations: Array.from({ length: 8 }, (_, j) =>
        toTestOperation(id, {
          operation_id: String(j),
          started_at: new Date(began + slow * j * 1000).toISOString(),
          duration_s: slow * (0.1 + (i * 7 % 11 + j) / 10_000),
        })),
    },
  ] as const;
});

test("metricHistory() finds a change of level, what changed with it, and its noise", () =>
  withTestStore(runs, async (store) => {
    const { points, shifts, noises, meaning } = await metricHistory(
      store,
      options,
    );
    expect(points).toHaveLength(40);
    expect(points[0]).toMatchObject({
      ...{ series: "pg", kind: "PUT", version: "v0", n: 8 },
      started_at: day(0),
    });
    expect(points.every(({ min, median, max }) => min < median && median < max))
      .toBe(true);
    expect(meaning).toEqual({ unit: "s", better: "lower" });
    expect(shifts).toMatchObject([{
      first: { version: "v20" },
      back: null,
      causes: [{ code: "set-up", text: "cache: on to off" }],
    }]);
    expect(shifts[0]?.changed).toEqual([
      "cache: on to off",
      "release: v19 to v20",
    ]);
    expect(noises).toMatchObject([{ series: "pg", runs: 40 }]);
    expect(noises[0]?.within).toBeLessThan(0.01);
    expect(noises[0]?.between).toBeLessThan(0.01);
  }));

test("metricHistory() of a metric of which more is better has its levels as they are", () =>
  withTestStore(runs, async (store) => {
    const { shifts } = await metricHistory(store, {
      ...options,
      ...{ metric: "throughput", kind: "" },
    });
    const [shift] = shifts;
    expect(shifts).toHaveLength(1);
    expect(shift?.before).toBeGreaterThan(1);
    expect((shift?.after ?? NaN) / (shift?.before ?? NaN)).toBeCloseTo(0.5, 2);
    expect(shift?.shift).toBeLessThan(0);
    expect(shift?.lower).toBeLessThan(shift?.upper ?? NaN);
  }));

test("metricHistory() names the metrics that there are", () =>
  withTestStore(runs, async (store) => {
    await expect(metricHistory(store, { ...options, metric: "p51" })).rejects
      .toThrow("Cannot show the history of 'p51(PUT)' as no run has it; ");
    await expect(metricHistory(store, { ...options, kind: "GET" })).rejects
      .toThrow("no run counts, has a start, and measured anything");
  }));
