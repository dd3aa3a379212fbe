import { expect, test } from "vitest";
import { successLatency } from "../../../src/analysis/overview/success_latency.ts";
import {
  toTestOperation,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

test("successLatency() puts latency beside success, null where the count is too small", () =>
  withTestStore([
    [toTestRun("r1"), {
      operations: Array.from({ length: 10 }, (_, i) =>
        toTestOperation("r1", {
          operation_id: String(i),
          duration_s: 0.1 + i / 100,
          outcome: i === 9 ? "failed" : "ok",
        })),
    }],
  ], async (store) => {
    expect(await successLatency(store)).toMatchObject([{
      ...{ case_id: "nodes=3", kind: "PUT", attempted: 10, rate: 0.9 },
      ...{ p50: expect.closeTo(0.14), p99: null, p99_upper: null },
    }]);
  }));
