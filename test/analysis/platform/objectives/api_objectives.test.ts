import { expect, test } from "vitest";
import {
  apiObjectives,
  callsInTime,
  podsInTime,
} from "../../../../src/analysis/platform/objectives/api_objectives.ts";
import type { Operation } from "../../../../src/record/mod.ts";
import {
  timeOf,
  toPlatformEvent,
  toTimedOperation,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";

function call(
  n: number,
  subject: string,
  duration_s: number | null,
  options: Partial<Operation> & { readonly at?: number } = {},
): Operation {
  return toTimedOperation("api_call", String(n), {
    ...{ at: 10, subject, duration_s, ...options },
  });
}

const rows = {
  events: [
    toPlatformEvent("phase", "set_up", { at: 0 }),
    toPlatformEvent("phase", "warm_up", { at: 5 }),
  ],
  operations: [
    // Those of the set-up do not count.
    call(0, "create nodes", 9, { at: 4 }),
    call(1, "create deployments", 0.2),
    call(2, "patch deployments/scale", 1),
    call(3, "delete deployments", 1.001),
    call(4, "create deployments", 0.1, { outcome: "failed" }),
    call(5, "list pods", 29),
    call(6, "get version", 2),
    toTimedOperation("pod_start", "a", { at: 20, duration_s: 4 }),
    toTimedOperation("pod_start", "b", {
      ...{ at: 20, duration_s: null, outcome: "unfinished" },
    }),
    toTimedOperation("push", "a", { at: 20, duration_s: 40 }),
  ],
};

const sample = (metric: string, at: number, value: number) => ({
  ...{ run_id: "r1", source: "kube-apiserver", metric, unit: "", value },
  at: timeOf(at),
});

test("apiObjectives() counts what kept to its limit since the set-up, and what failed or never ended did not", () =>
  withPlatformStore(rows, async (store) => {
    const found = await apiObjectives(store, "r1");
    expect(found.map(({ what, n, within }) => [what, n, within])).toEqual([
      ["change", 4, 2],
      ["list", 1, 1],
      ["pod_start", 2, 1],
      ["read", 1, 0],
    ]);
    expect(found.every(({ counted_by }) => counted_by === "client")).toBe(true);
    expect([callsInTime(found), podsInTime(found)]).toEqual([0.5, 0.5]);
    expect(await apiObjectives(store, "other")).toEqual([]);
  }));

test("apiObjectives() prefers the server's count, from its first sample to its last", () =>
  withPlatformStore({
    ...rows,
    samples: [
      ...[sample("calls_change", 5, 100), sample("calls_change", 65, 1100)],
      sample("calls_change_within", 5, 90),
      sample("calls_change_within", 65, 1080),
      ...[sample("calls_read", 5, 7), sample("calls_read", 65, 7)],
    ],
  }, async (store) => {
    const found = await apiObjectives(store, "r1");
    expect(found[0]).toEqual({
      ...{ run_id: "r1", what: "change", counted_by: "server" },
      ...{ n: 1000, within: 990, p99: null },
    });
    expect(callsInTime(found)).toBe(0.99);
    expect(podsInTime(found)).toBe(0.5);
  }));

test("a run without calls has no objective", () =>
  withPlatformStore({ events: rows.events }, async (store) => {
    const found = await apiObjectives(store, "r1");
    expect([found, callsInTime(found), podsInTime(found)]).toEqual([
      ...[[], null, null],
    ]);
  }));
