import { expect, test } from "vitest";
import {
  caseKey,
  ComparedRun,
  entersStatistics,
} from "../../../src/analysis/mod.ts";
import { toComparedRun as run } from "../../testing/compared_runs.ts";

test("caseKey() names a case whatever the system", () => {
  expect(caseKey({ case_id: "etcd nodes=3", system: "etcd" })).toBe("nodes=3");
  expect(caseKey({ case_id: "etcd2 nodes=3", system: "etcd" }))
    .toBe("etcd2 nodes=3");
  expect(caseKey({ case_id: " nodes=3", system: "" })).toBe(" nodes=3");
});

test("entersStatistics() is true for runs that are ok", () => {
  const statuses = ["ok", "invalid", "failed", "incomplete"] as const;
  expect(statuses.map((status) => entersStatistics(run("a", { status }))))
    .toEqual([true, false, false, false]);
});

test.each([
  { run_id: "../x" },
  { metrics: { p95: NaN } },
  { metrics: { p95: Infinity } },
  { metrics: { p95: "1" } },
  { operations: -1 },
  { mode: "other" },
  { more: 1 },
])("ComparedRun refuses %j", (options) => {
  const valid = run("a", { metrics: { p95: 1, p99: null } });
  expect(ComparedRun.safeParse(valid).success).toBe(true);
  expect(ComparedRun.safeParse({ ...valid, ...options }).success).toBe(false);
});
