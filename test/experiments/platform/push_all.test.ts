import { expect, test } from "vitest";
import { toFailureBudget } from "../../../src/experiments/platform/failure_budget.ts";
import { pushAll } from "../../../src/experiments/platform/push_all.ts";
import { toApps } from "../../../src/experiments/platform/push_mix.ts";
import type { Push } from "../../../src/experiments/platform/push_app.ts";
import type { PlatformResult } from "../../../src/systems/platform/platform.ts";

const apps = toApps({ cells: 1, fill: 0.25, chatty: true });
const ok: PlatformResult = {
  outcome: "ok",
  ...{ startedAt: 1, duration: 1 },
  ...{ error: "", code: "", attempts: 1 },
};
const failed: PlatformResult = { ...ok, outcome: "timeout", code: "timeout" };
const never: PlatformResult = {
  ...{ ...ok, startedAt: null, duration: null, attempts: 0 },
  outcome: "cancelled",
};

/** Pushes all; `fails` says which phase of which application does. */
async function push(
  { tolerance, fails, parallel = 4 }: {
    readonly tolerance: number;
    readonly fails: (index: number) => "push" | "start" | null;
    readonly parallel?: number;
  },
) {
  const budget = toFailureBudget({
    ...{ apps: apps.length, tolerance, signal: new AbortController().signal },
  });
  let inFlight = 0;
  let most = 0;
  let begun = 0;
  const pushOne: Push = async (_, { signal }) => {
    const phase = fails(begun++);
    most = Math.max(most, ++inFlight);
    await Promise.resolve();
    inFlight--;
    const common = { guid: "g", push: ok, start: ok, stages: [] };
    if (signal.aborted) return { ...common, start: never };
    return {
      ...common,
      push: phase === "push" ? failed : ok,
      start: phase === "push" ? never : phase === "start" ? failed : ok,
    };
  };
  const outcomes: string[] = [];
  await pushAll(apps, {
    ...{ push: pushOne, parallel, timeout: 1, budget },
    onResult: (_, { push, start }) =>
      void outcomes.push(`${push.outcome} ${start.outcome}`),
  });
  const count = (text: string) =>
    outcomes.filter((outcome) => outcome === text).length;
  return { most, begun, outcomes, count, reason: budget.reason() };
}

test("pushAll() pushes every application once, and never more at a time than asked for", async () => {
  const { most, begun, count, reason } = await push({
    ...{ tolerance: 0, fails: () => null },
  });
  expect([most, begun]).toEqual([4, apps.length]);
  expect(count("ok ok")).toBe(apps.length);
  expect(reason).toBe("");
});

test("pushAll() goes on with as many failures as are allowed, in both phases together", async () => {
  const { count, reason } = await push({
    tolerance: 2 / apps.length,
    fails: (index) => index === 3 ? "push" : index === 5 ? "start" : null,
  });
  expect(count("timeout cancelled")).toBe(1);
  expect(count("ok timeout")).toBe(1);
  expect(count("ok ok")).toBe(apps.length - 2);
  expect(reason).toBe("");
});

test("pushAll() cancels all others at one failure more, and tells of each application", async () => {
  const { begun, outcomes, count, reason } = await push({
    tolerance: 2 / apps.length,
    parallel: 1,
    fails: () => "start",
  });
  expect(begun).toBe(3);
  expect(outcomes).toHaveLength(apps.length);
  expect(count("ok timeout")).toBe(3);
  expect(count("cancelled cancelled")).toBe(apps.length - 3);
  expect(reason).toBe(`more than 2 of ${apps.length} applications failed`);
});

test("pushAll() with a tolerance of 1 never cancels", async () => {
  const { count, reason } = await push({ tolerance: 1, fails: () => "push" });
  expect(count("timeout cancelled")).toBe(apps.length);
  expect(reason).toBe("");
});
