import { expect, test } from "vitest";
import { recoveryCourse } from "../../../../src/analysis/platform/recovery/recovery_course.ts";
import {
  BEGIN,
  toPlatformEvent,
  toPlatformRow,
  toSampleSeries,
  toStages,
  toTimedOperation,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";

const run = toPlatformRow({
  ...{ fault: "kill-cells", kill_share: 0.1, measure_at: BEGIN + 50 },
  ...{ fault_at: BEGIN + 100, heal_at: BEGIN + 130, end_at: BEGIN + 200 },
});

const rows = {
  events: [
    toPlatformEvent("note", "cell-1", { at: 100, detail: "dead" }),
    toPlatformEvent("note", "cell-1", { at: 112, detail: "missing" }),
    toPlatformEvent("note", "cell-1", { at: 132, detail: "present" }),
  ],
  operations: [
    toTimedOperation("recover", "hello-0/0", { at: 100, duration_s: 20 }),
    toTimedOperation("recover", "hello-1/0", { at: 100, duration_s: 24 }),
  ],
  stages: toStages("recover:hello-1/0", { "Noticed-Missing-Cell": 112 }),
  samples: toSampleSeries("PresentCells", [10, 10, 10, 9], 60),
};

test("recoveryCourse() has counts from before the fault to the end of the clock", () =>
  withPlatformStore(rows, async (store) => {
    const course = await recoveryCourse(store, run);
    expect(course?.clock).toMatchObject({ from: -30, until: 100 });
    expect(
      course?.clock.moments.map(({ kind, label, from, until }) => [
        ...[kind, label, from, until],
      ]),
    ).toEqual([
      ["fault", "1 of 10 cells dies", 0, 30],
      ["event", "first noticed", 12, null],
      ["event", "all back", 24, null],
    ]);
    const pairs = (steps: readonly { seconds: number; value: number }[] = []) =>
      steps.map(({ seconds, value }) => [seconds, value]);
    expect(pairs(course?.alive)).toEqual([[-30, 10], [0, 9], [100, 9]]);
    expect(pairs(course?.present))
      .toEqual([[-30, 10], [12, 9], [32, 10], [100, 10]]);
    expect(pairs(course?.missing))
      .toEqual([[-30, 0], [0, 1], [0, 2], [20, 1], [24, 0], [100, 0]]);
    expect(pairs(course?.sampled)).toEqual([[20, 10], [80, 9]]);
  }));

test("recoveryCourse() counts what a store lost from the fault on", () =>
  withPlatformStore(rows, async (store) => {
    const course = await recoveryCourse(store, {
      ...{ ...run, fault: "wipe-store-total", heal_at: null },
    });
    expect(course?.missing.map(({ seconds, value }) => [seconds, value]))
      .toEqual([[-30, 0], [0, 1], [0, 2], [20, 1], [24, 0], [100, 0]]);
    expect(course?.clock.moments[0]).toMatchObject({ until: null });
    expect(await recoveryCourse(store, { ...run, fault_at: null })).toBeNull();
  }));

test("recoveryCourse() cuts the time in which nothing happens any more", () =>
  withPlatformStore(rows, async (store) => {
    const hour = { ...run, heal_at: BEGIN + 3700, end_at: BEGIN + 3820 };
    const course = await recoveryCourse(store, hour);
    expect(course?.clock.until).toBe(180);
    expect(course?.clock.moments[0]?.until).toBe(3600);
    // The cell came back later than what is drawn.
    expect(course?.present.at(-1)).toEqual({ seconds: 180, value: 10 });
    expect(course?.missing.at(-1)).toEqual({ seconds: 180, value: 0 });
  }));
