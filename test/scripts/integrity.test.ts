import { expect, test } from "vitest";
import { describeIntegrity } from "../../scripts/_integrity.ts";
import {
  toTestParam,
  toTestReported,
  toTestRun,
  withTestStore,
} from "../testing/records.ts";

const params = [toTestParam("workers", 25)];

function toReported(run_id: string, mean_latency: number) {
  return [
    toTestReported(run_id, { kind: "throughput", value: 100, unit: "1/s" }),
    toTestReported(run_id, {
      kind: "latency",
      statistic: "mean",
      value: mean_latency,
      unit: "s",
    }),
  ];
}

test("describeIntegrity() has the worst run of each check, and the unchecked runs", () =>
  withTestStore([
    [toTestRun("r1", { params }), { reported: toReported("r1", 0.25) }],
    [toTestRun("r2", { params }), { reported: toReported("r2", 0.01) }],
    [toTestRun("r3", { params, status: "invalid" }), {}],
    [toTestRun("r4", { params }), { reported: toReported("r4", 9) }],
  ], async (store) => {
    const lines = await describeIntegrity(store, {
      experiment: "kv",
      run_ids: new Set(["r1", "r2", "r3"]),
    });
    expect(lines).toEqual([
      "fail Little's law: 1 of 3 runs, such as nodes=3: 25 workers; rate × latency = 1, off by a factor of 25, which no power of 1,000 explains",
      "not checked: 1 of 3 runs, invalid",
      // Two runs have data for Little's law and repetitions.
      "integrity: 3 passed, 0 warned, 1 failed, 28 unknown, 0 could not have failed",
    ]);
  }));
