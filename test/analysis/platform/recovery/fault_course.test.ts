import { expect, test } from "vitest";
import { faultCourse } from "../../../../src/analysis/platform/recovery/fault_course.ts";
import {
  BEGIN,
  toPlatformEvent,
  toPlatformRow,
  toSampleSeries,
  toTimedOperation,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";

const note = (cell: string, detail: string, at: number) =>
  toPlatformEvent("note", cell, { at, detail });

const run = toPlatformRow({ fault_at: BEGIN + 100, cells: 10 });

test("faultCourse() counts cells from the fault on, and reads tasks and samples", () =>
  withPlatformStore({
    events: [
      note("cell-1", "dead", 100),
      note("cell-2", "dead", 100),
      note("cell-1", "missing", 112),
      note("fault", "20 instances were on the 2 cells that died", 100),
      note("cell-1", "alive", 130),
      note("cell-1", "present", 130),
      // It was never noticed to be gone.
      note("cell-2", "present", 131),
    ],
    samples: toSampleSeries("PresentCells", [10, 9], 120),
    operations: [
      toTimedOperation("task", "probe-1-a", { at: 90, duration_s: 2 }),
      toTimedOperation("task", "probe-2-a", {
        ...{ at: 110, duration_s: null, outcome: "timeout" },
      }),
      toTimedOperation("task", "other", { at: 95 }),
    ],
  }, async (store) => {
    expect(await faultCourse(store, run)).toEqual({
      alive: [
        { seconds: 0, value: 9 },
        { seconds: 0, value: 8 },
        { seconds: 30, value: 9 },
      ],
      present: [
        { seconds: 12, value: 9 },
        { seconds: 30, value: 10 },
        { seconds: 31, value: 10 },
      ],
      sampled: [{ seconds: -100, value: 10 }, { seconds: 20, value: 9 }],
      tasks: [
        { seconds: -10, ok: true, took: 2 },
        { seconds: 10, ok: false, took: null },
      ],
    });
  }));

test("faultCourse() is null for a run without a fault", () =>
  withPlatformStore({}, async (store) => {
    expect(await faultCourse(store, { ...run, fault_at: null })).toBeNull();
    expect(await faultCourse(store, { ...run, cells: null })).toBeNull();
    expect(await faultCourse(store, run)).toMatchObject({
      ...{ alive: [], present: [], sampled: [], tasks: [] },
    });
  }));
