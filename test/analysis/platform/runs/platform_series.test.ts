import { expect, test } from "vitest";
import {
  metricPoints,
  platformSeries,
  platformSeriesOf,
} from "../../../../src/analysis/platform/runs/platform_series.ts";
import {
  BEGIN,
  toSampleSeries,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";

test("platformSeries() has the metrics that were asked for, by component and in order of time", () =>
  withPlatformStore({
    samples: [
      ...toSampleSeries("PresentCells", [10, 9]).reverse(),
      ...toSampleSeries("PresentCells", [7]).map((sample) => ({
        ...{ ...sample, source: "locket" },
      })),
      ...toSampleSeries("LRPsRunning", [3]),
      ...toSampleSeries("PresentCells", [1]).map((sample) => ({
        ...{ ...sample, at: null },
      })),
    ],
  }, async (store) => {
    const series = await platformSeries(store, "r1", ["PresentCells"]);
    expect(series).toEqual([
      {
        ...{ source: "bbs", metric: "PresentCells", unit: "" },
        points: [{ at: BEGIN, value: 10 }, { at: BEGIN + 30, value: 9 }],
      },
      {
        ...{ source: "locket", metric: "PresentCells", unit: "" },
        points: [{ at: BEGIN, value: 7 }],
      },
    ]);
    const several = await platformSeriesOf(store, ["r1", "none"], [
      "PresentCells",
    ]);
    expect([...several]).toEqual([["r1", series]]);
    expect(metricPoints(series, "PresentCells")).toHaveLength(3);
    expect(metricPoints(series, "LRPsRunning")).toEqual([]);
    expect(await platformSeries(store, "r1", ["none"])).toEqual([]);
  }));
