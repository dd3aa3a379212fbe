import { expect, test } from "vitest";
import {
  pushEnd,
  pushOperations,
} from "../../../../src/analysis/platform/pushes/push_operations.ts";
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
