import { expect, test } from "vitest";
import { failedShares } from "../../../src/analysis/comparison/failed_share.ts";
import { clusteredShare, wilson } from "../../../src/statistics/mod.ts";
import { atSecond } from "../../testing/fault_run.ts";
import {
  toTestOperation,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

/** Ten operations a second for 40 seconds, of which those of the seconds 10 to 12 fail. */
const operations = Array.from({ length: 400 }, (_, i) =>
  toTestOperation("r1", {
    operation_id: String(i),
    started_at: atSecond(i / 10),
    outcome: i >= 100 && i < 130 ? "failed" : "ok",
  }));

test("failedShares() has the interval of an outage, which is wider than that of single failures", () =>
  withTestStore([
    [toTestRun("r1"), { operations }],
    [toTestRun("none"), {}],
    [toTestRun("timeless"), { operations: [toTestOperation("timeless")] }],
  ], async (store) => {
    const found = await failedShares(store, ["r1", "none", "timeless"]);
    const cells = Array.from({ length: 40 }, (_, second) => ({
      events: second >= 10 && second < 13 ? 10 : 0,
      n: 10,
    }));
    expect([...found]).toEqual([["r1", clusteredShare(cells, { block: 5 })]]);
    const { lower, upper } = found.get("r1") ?? {};
    const single = wilson(30, 400);
    expect((upper ?? NaN) - (lower ?? NaN))
      .toBeGreaterThan(1.5 * (single.upper - single.lower));
  }));

test("failedShares() leaves out a warm-up", () =>
  withTestStore([[toTestRun("r1"), { operations }]], async (store) => {
    const from_us = 1000 * Date.parse(atSecond(13));
    const found = await failedShares(
      store,
      ["r1"],
      new Map([["r1", { seconds: 13, from_us }]]),
    );
    expect(found.get("r1")).toMatchObject({ share: 0, lower: null, n: 270 });
  }));
