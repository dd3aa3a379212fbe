import { expect, test } from "vitest";
import { smokeSteps } from "../../../../src/analysis/platform/pushes/smoke_steps.ts";
import {
  toTimedOperation,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";

test("smokeSteps() counts each thing that was asked for, in order", () =>
  withPlatformStore({
    operations: [
      toTimedOperation("remove", "hello-0", { at: 40, duration_s: 1 }),
      toTimedOperation("task", "a", { at: 30, duration_s: 2, subject: "task" }),
      toTimedOperation("task", "b", { at: 30, duration_s: 4, subject: "task" }),
      toTimedOperation("start", "hello-0", {
        ...{ at: 10, duration_s: 9, outcome: "failed", code: "staging" },
      }),
      toTimedOperation("push", "hello-0", { at: 1, duration_s: 6 }),
      // An instance is asked for by nobody.
      toTimedOperation("lrp", "hello-0/0", { at: 12 }),
    ],
  }, async (store) => {
    const of = { experiment: "platform", system: "simulator" };
    const steps = await smokeSteps(store, of);
    expect(steps.map(({ kind, subject, n, ok }) => [kind, subject, n, ok]))
      .toEqual([
        ["push", "hello", 1, 1],
        ["start", "hello", 1, 0],
        ["task", "task", 2, 2],
        ["remove", "hello", 1, 1],
      ]);
    expect(steps[1]).toMatchObject({
      ...{ median: null, longest: null, code: "staging" },
    });
    expect(steps[2]).toMatchObject({ median: 3, longest: 4, code: "" });
    expect(await smokeSteps(store, { ...of, system: "cf" })).toEqual([]);
  }));
