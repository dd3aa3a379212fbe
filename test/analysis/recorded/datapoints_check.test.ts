import { expect, test } from "vitest";
import { checkDatapoints } from "../../../src/analysis/recorded/datapoints_check.ts";
import type { Reported } from "../../../src/record/mod.ts";
import {
  toTestParam,
  toTestReported,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

function toRun(
  id: string,
  settings: Record<string, number>,
  rate: Partial<Reported>,
) {
  const run = toTestRun(id, {
    params: Object.entries(settings).map(([key, value]) =>
      toTestParam(key, value)
    ),
  });
  const reported = [toTestReported(id, { kind: "datapoints_rate", ...rate })];
  return [run, { reported }] as const;
}

// 500 metrics of 10 series on 150 targets every 15 s are 50,000 per second, the published 3,000,000 per minute.
const settings = { metrics_per_target: 500, targets: 150, scrape_interval: 15 };

test("checkDatapoints() compares recorded rates with those implied by the settings", () =>
  withTestStore([
    toRun("r1", settings, { value: 50_000, text: "3,000,000/min" }),
    toRun("r2", settings, { value: 45_000 }),
    toRun("r3", settings, { statistic: "nominal", value: 50_000.04 }),
    toRun("r4", settings, { value: 50_000.06 }),
  ], async (store) => {
    const checks = await checkDatapoints(store);
    expect(checks[0]).toEqual({
      run_id: "r1",
      source: "",
      started_at: expect.stringContaining("2026-01-02"),
      metrics_per_target: 500,
      targets: 150,
      scrape_interval_s: 15,
      expected: 50_000,
      recorded: 50_000,
      text: "3,000,000/min",
      agrees: true,
    });
    // One part in a million of 50,000 is 0.05.
    expect(checks.map(({ run_id, agrees }) => [run_id, agrees])).toEqual([
      ["r1", true],
      ["r2", false],
      ["r3", true],
      ["r4", false],
    ]);
  }));

test("checkDatapoints() reports no agreement for text that is not a number", () =>
  withTestStore([
    toRun("r1", settings, { value: null, text: "too many" }),
  ], async (store) => {
    expect(await checkDatapoints(store)).toMatchObject([
      { recorded: null, text: "too many", agrees: false },
    ]);
  }));

test("checkDatapoints() skips runs without all settings and measured rates", () =>
  withTestStore([
    toRun("r1", { metrics_per_target: 500, targets: 150 }, { value: 50_000 }),
    toRun("r2", settings, { statistic: "measured", value: 1 }),
  ], async (store) => {
    expect(await checkDatapoints(store)).toEqual([]);
  }));
