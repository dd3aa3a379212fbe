import { expect, test } from "vitest";
import { forwardingMeasures } from "../../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import {
  outage,
  sentAt,
  steady,
  withForwardingStore,
} from "../../../testing/forwarding_rows.ts";

test("lineRecoveries() times the first line and the drain from when a sink was back", async () => {
  // 6 s of lines wait at 10 s, more come at 1,000 a second, and 5,000 a second arrive: until 500 wait, which takes 1.4 s.
  await withForwardingStore([{}], async (store) => {
    const [measures] = await forwardingMeasures(store);
    expect(measures?.recoveries).toEqual([{
      ...{ run_id: "r1", sink: "sink-2", backlog: 6010 },
      first_line: { seconds: 0.25, censored: false },
      drain: { seconds: 1.5, censored: false },
      drain_rate: 5000,
    }]);
  });
});

test("lineRecoveries() does not count what is lost for good as waiting", async () => {
  await withForwardingStore([{
    lost: { "sink-2": [[5000, 9999]] },
    arrived: { "sink-1": steady, "sink-2": outage(5000) },
  }], async (store) => {
    const [measures] = await forwardingMeasures(store);
    expect(measures?.recoveries[0]).toMatchObject({
      drain: { seconds: 0.25, censored: false },
    });
  });
});

test("lineRecoveries() is censored for a sink that never got a line, or still did in the end", async () => {
  const never = (seconds: number) => Math.min(steady(seconds), steady(4));
  const slow = (seconds: number) =>
    Math.min(steady(seconds), steady(4) + 100 * Math.max(0, seconds - 10));
  const lost = { "sink-2": [[5000, 13_999]] as const };
  await withForwardingStore([
    { lost, arrived: { "sink-2": never } },
    { run_id: "r2", lost, arrived: { "sink-2": slow } },
  ], async (store) => {
    const [first, second] = await forwardingMeasures(store);
    // Nothing waits any more once all of it was lost, but nothing drained either.
    expect(first?.recoveries[0]).toMatchObject({
      first_line: { seconds: 10, censored: true },
      drain: { seconds: 10, censored: true },
      drain_rate: null,
    });
    expect(second?.recoveries[0]).toMatchObject({
      first_line: { seconds: 0.25, censored: false },
      drain: { seconds: 10, censored: true },
      drain_rate: null,
    });
  });
});

test("lineRecoveries() has the union of a cluster, and nothing without an outage", async () => {
  await withForwardingStore([
    {
      params: { topology: "cluster" },
      arrived: { cluster: sentAt, "sink-2": outage() },
    },
    { run_id: "r2", fault: "none" },
  ], async (store) => {
    const [cluster, none] = await forwardingMeasures(store);
    expect(cluster?.recoveries.map(({ sink, drain }) => [sink, drain]))
      .toEqual([["cluster", { seconds: 0, censored: false }]]);
    expect(none?.recoveries).toEqual([]);
  });
});
