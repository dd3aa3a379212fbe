import { expect, test } from "vitest";
import {
  deliveryLatencies,
  latencyOf,
} from "../../../../src/analysis/forwarding/measures/delivery_latency.ts";
import { withForwardingStore } from "../../../testing/forwarding_rows.ts";

const bucket = (kind: string, ms: number, count: number) => ({
  ...{ kind: `delivery ${kind}`, count },
  ...{ lower: ms / 1000, upper: (ms + 1) / 1000 },
});

test("deliveryLatencies() interpolates percentiles of each part of a run", async () => {
  await withForwardingStore([{
    histograms: [
      bucket("sink-1 warm_up", 900, 5),
      bucket("sink-1 measure", 1, 500),
      bucket("sink-1 measure", 2, 490),
      bucket("sink-1 measure", 3, 10),
      bucket("sink-1 fault", 10, 100),
      bucket("sink-1 heal", 20, 50),
      bucket("sink-1 cool_down", 30, 50),
    ],
  }], async (store) => {
    const latencies = await deliveryLatencies(store);
    expect(latencyOf(latencies, "sink-1", "before")).toEqual({
      ...{ run_id: "r1", subject: "sink-1", part: "before", n: 1000 },
      ...{ p50: 0.002, p99: 0.003, longest: 0.004 },
    });
    expect(latencyOf(latencies, "sink-1", "during")).toMatchObject({
      ...{ n: 100, p50: expect.closeTo(0.0105), p99: null, longest: 0.011 },
    });
    expect(latencyOf(latencies, "sink-1", "after")).toMatchObject({
      ...{ n: 100, p50: expect.closeTo(0.021), longest: 0.031 },
    });
    expect(latencyOf(latencies, "sink-1", "all")).toMatchObject({ n: 1205 });
    expect(latencyOf(latencies, "sink-2", "all")).toBeNull();
  });
});
