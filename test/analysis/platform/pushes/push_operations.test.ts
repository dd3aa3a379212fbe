import { expect, test } from "vitest";
import {
  pushEnd,
  pushOperations,
  pushSuccess,
} from "../../../../src/analysis/platform/pushes/push_operations.ts";
import { pushRuns } from "../../../../src/analysis/platform/pushes/push_times.ts";
import {
  BEGIN,
  toTimedOperation,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";

test("pushOperations() reads both phases of each push, those that never began last", () =>
  withPlatformStore({
    operations: [
      toTimedOperation("start", "web-0", {
        ...{ at: 3, subject: "web", outcome: "timeout", duration_s: 600 },
        ...{ code: "timeout", error: "no instance ran" },
      }),
      toTimedOperation("push", "web-1", {
        ...{ at: null, duration_s: null, outcome: "cancelled", subject: "web" },
      }),
      toTimedOperation("push", "web-0", { at: 1, subject: "web" }),
      toTimedOperation("task", "t", { at: 0 }),
    ],
  }, async (store) => {
    const operations = await pushOperations(store, "platform");
    expect(operations.map(({ phase, app, started }) => [phase, app, started]))
      .toEqual([
        ["push", "web-0", BEGIN + 1],
        ["start", "web-0", BEGIN + 3],
        ["push", "web-1", null],
      ]);
    expect(operations[1]).toMatchObject({
      ...{ kind: "web", outcome: "timeout", code: "timeout", seconds: 600 },
    });
    expect(operations.map(pushEnd)).toEqual([BEGIN + 1.1, BEGIN + 603, null]);
    expect(await pushOperations(store, "kv")).toEqual([]);
  }));

test("pushSuccess() counts an application of which both phases succeeded, as pushRuns() does", () =>
  withPlatformStore({
    operations: [
      ...["web-0", "web-1", "web-2"].flatMap((name) => [
        toTimedOperation("push", name, { at: 0 }),
        toTimedOperation("start", name, {
          at: 1,
          outcome: name === "web-1" ? "timeout" : "ok",
        }),
      ]),
      toTimedOperation("push", "web-3", { at: null, outcome: "cancelled" }),
      toTimedOperation("task", "t", { at: 0, outcome: "failed" }),
    ],
  }, async (store) => {
    expect(await pushSuccess(store, "platform")).toEqual(
      new Map([["r1", 0.5]]),
    );
    const [run] = pushRuns(await pushOperations(store, "platform"));
    expect(run).toMatchObject({ run_id: "r1", apps: 4, ok: 2 });
    expect(await pushSuccess(store, "kv")).toEqual(new Map());
  }));
