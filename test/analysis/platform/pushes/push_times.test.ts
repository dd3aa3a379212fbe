import { expect, test } from "vitest";
import {
  pushPhaseTimes,
  pushRuns,
} from "../../../../src/analysis/platform/pushes/push_times.ts";
import type { PushOperation } from "../../../../src/analysis/platform/pushes/push_operations.ts";
import { BEGIN, toPushRow } from "../../../testing/platform_rows.ts";

function phases(
  app: string,
  push: Partial<PushOperation>,
  start: Partial<PushOperation>,
): PushOperation[] {
  return [
    toPushRow({ app, phase: "push", ...push }),
    toPushRow({ app, phase: "start", ...start }),
  ];
}

const never = { started: null, seconds: null, outcome: "cancelled" } as const;

const operations = [
  ...phases("a", { started: BEGIN, seconds: 6 }, {
    ...{ started: BEGIN + 6, seconds: 20 },
  }),
  ...phases("b", { started: BEGIN + 1, seconds: 7 }, {
    ...{ started: BEGIN + 8, seconds: 32, outcome: "timeout" },
  }),
  ...phases("c", never, never),
  ...phases("d", { outcome: "failed", started: BEGIN + 2, seconds: 1 }, never),
];

test("pushRuns() counts each application once, and times all of them together", () => {
  expect(pushRuns(operations)).toEqual([{
    ...{ run_id: "r1", apps: 4, ok: 1, failed: 2, cancelled: 1 },
    ...{ seconds: 40, rate: 1 / 40, most_in_flight: 3 },
  }]);
});

test("pushRuns() does not count a push twice whose end was rounded up", () => {
  const [run] = pushRuns([
    ...phases("a", { started: BEGIN, seconds: 1 }, {
      ...{ started: BEGIN + 1, seconds: 1.0006 },
    }),
    ...phases("b", { started: BEGIN + 2.0004, seconds: 1 }, never),
  ]);
  expect(run?.most_in_flight).toBe(1);
});

test("pushRuns() has no time of pushes that never ended", () => {
  expect(pushRuns(phases("c", never, never))).toMatchObject([{
    ...{ cancelled: 1, seconds: null, rate: null, most_in_flight: 0 },
  }]);
  expect(pushRuns([])).toEqual([]);
});

test("pushPhaseTimes() has percentiles of the successes of each kind", () => {
  const many = Array.from(
    { length: 60 },
    (_, i) => toPushRow({ kind: "web", phase: "start", seconds: i + 1 }),
  );
  const [push, start, web] = pushPhaseTimes([...operations, ...many]);
  expect(push).toMatchObject({ phase: "push", kind: "hello", n: 4, ok: 2 });
  expect(start).toMatchObject({ phase: "start", ok: 1, max: 20 });
  expect(web).toMatchObject({ kind: "web", ok: 60, max: 60 });
  expect(web?.median.value).toBe(30.5);
  expect(web?.p95.value).toBeCloseTo(57.05);
  expect(web?.p99.value).toBeNull();
});
