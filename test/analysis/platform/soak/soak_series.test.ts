import { expect, test } from "vitest";
import {
  soakLength,
  soakRuns,
  summariseSoaks,
} from "../../../../src/analysis/platform/soak/soak_series.ts";
import {
  BEGIN,
  toPlatformRow,
  toSampleSeries,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";

const samples = toSampleSeries(
  "ConvergenceLRPDuration",
  Array.from({ length: 100 }, (_, i) => i / 100),
);

test("soakRuns() names soaks by size, length and fill, and leaves out what does not count", () =>
  withPlatformStore({ samples }, async (store) => {
    const day = { measure_at: BEGIN + 300, end_at: BEGIN + 300 + 86_400 };
    const soaks = await soakRuns(store, [
      toPlatformRow({ ...day, cells: 100, fill: 0.5 }),
      toPlatformRow({ ...day, cells: 100, end_at: BEGIN + 300 + 7 * 86_400 }),
      toPlatformRow({ cells: 1, measure_at: BEGIN, end_at: BEGIN + 600 }),
      toPlatformRow({ ...day, status: "invalid" }),
      toPlatformRow({ ...day, measure_at: null }),
    ]);
    expect(soaks.map(({ name }) => name)).toEqual([
      "1 cell for 10 min",
      "100 cells for 1 day, fill 50 %",
      "100 cells for 7 days",
    ]);
    const [short, long] = summariseSoaks(soaks, "ConvergenceLRPDuration");
    // The last sample is at 2,970 s; a soak begins after the platform was filled.
    expect(short).toMatchObject({ n: 20, runs: 1, max: 0.19 });
    expect(long).toMatchObject({ n: 90, runs: 1, min: 0.1, max: 0.99 });
    expect(summariseSoaks(soaks, "RouteEmitterSyncDuration")).toEqual([]);
    expect(soaks[0]?.rows.map(({ budget }) => budget.metric))
      .toEqual(["ConvergenceLRPDuration"]);
  }));

test("soakLength() is in whole days where there is one", () => {
  expect([600, 86_399.9, 604_800].map(soakLength))
    .toEqual(["10 min", "1 day", "7 days"]);
});
