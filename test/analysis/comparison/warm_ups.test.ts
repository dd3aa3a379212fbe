import { expect, test } from "vitest";
import { runWarmUps } from "../../../src/analysis/comparison/warm_ups.ts";
import { atSecond, faultRun, toFaultEvent } from "../../testing/fault_run.ts";
import {
  toTestOperation,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

/** Operations each tenth of a second for ten seconds; the first `slow` of them take ten times as long. */
const load = (run_id: string, slow: number) =>
  Array.from({ length: 100 }, (_, i) =>
    toTestOperation(run_id, {
      operation_id: String(i).padStart(3, "0"),
      started_at: atSecond(i / 10),
      duration_s: (i < slow ? 1 : 0.1) + i % 5 / 1000,
    }));

test("runWarmUps() finds the slow operations at the start of the phase `measure`", () =>
  withTestStore([[faultRun, {
    operations: load("r1", 20),
    events: [
      toFaultEvent(0, "phase", "measure"),
      toFaultEvent(10, "phase", "cool_down"),
    ],
  }]], async (store) => {
    expect(await runWarmUps(store, ["r1"])).toEqual(
      new Map([["r1", {
        seconds: 2,
        from_us: 1000 * Date.parse(atSecond(2)),
      }]]),
    );
  }));

test("runWarmUps() leaves steady runs whole, and those that are not or have few operations", () =>
  withTestStore([
    [toTestRun("steady"), { operations: load("steady", 0) }],
    [toTestRun("late"), { operations: load("late", 70) }],
    [toTestRun("few"), { operations: load("few", 20).slice(0, 30) }],
    [toTestRun("none"), {}],
    [toTestRun("timeless"), {
      operations: load("timeless", 0).map((row) => ({
        ...row,
        started_at: null,
      })),
    }],
  ], async (store) => {
    const found = await runWarmUps(store, [
      ...["steady", "late", "few", "none", "timeless"],
    ]);
    expect(found).toEqual(
      new Map([
        ["few", { seconds: null, from_us: null }],
        ["late", { seconds: null, from_us: null }],
        ["steady", { seconds: 0, from_us: null }],
      ]),
    );
  }));
