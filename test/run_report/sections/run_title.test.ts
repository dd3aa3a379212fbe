import { expect, test } from "vitest";
import type { Run } from "../../../src/record/mod.ts";
import { runTitle } from "../../../src/run_report/sections/run_title.ts";
import { toTestParam, toTestRun } from "../../testing/records.ts";

const params = [
  toTestParam("nodes", 7, { label: "Nodes" }),
  toTestParam("value_size", 4096, { label: "Value size", unit: "B" }),
  toTestParam("cpu_limit", 1, { label: "CPU limit" }),
];

test.each<[string, Partial<Run>]>([
  [
    "etcd, nodes 7, value size 4 KiB, CPU limit 1, run 2",
    { case_id: "etcd nodes=7 value_size=4096 cpu_limit=1", repetition: 2 },
  ],
  ["etcd, nodes 7, run 1", { case_id: "nodes=7,unknown=3" }],
  ["mysql/audit-events/v1, run 1", { case_id: "mysql/audit-events/v1" }],
  ["kv, run 1", { case_id: "" }],
  [
    `${"x".repeat(132)}…, run 1`,
    { case_id: "x".repeat(500) },
  ],
])("runTitle() is %s", (title, options) => {
  expect(runTitle(toTestRun("r1", { params, ...options }))).toBe(title);
});
