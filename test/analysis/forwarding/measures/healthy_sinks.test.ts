import { expect, test } from "vitest";
import { forwardingMeasures } from "../../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import {
  lowestRate,
  rateIn,
} from "../../../../src/analysis/forwarding/measures/healthy_sinks.ts";
import {
  outage,
  steady,
  withForwardingStore,
} from "../../../testing/forwarding_rows.ts";

/** A sink that gets nothing from 5 to 5.6 s, and then all of it at once. */
const stalled = (seconds: number) =>
  seconds > 5 && seconds < 5.6 ? steady(5) : steady(seconds);

test("healthySinks() has the lowest rate of the others in any second, and how late their lines were", async () => {
  const histograms = [0.002, 0.5].map((upper, i) => ({
    kind: `delivery sink-1 ${i === 0 ? "measure" : "fault"}`,
    ...{ lower: upper / 2, upper, count: 1000 },
  }));
  await withForwardingStore([{
    arrived: { "sink-1": stalled, "sink-2": outage() },
    histograms,
  }, { run_id: "r2", fault: "none" }], async (store) => {
    const [first, none] = await forwardingMeasures(store);
    expect(first?.healthy).toHaveLength(1);
    const [healthy] = first?.healthy ?? [];
    expect(healthy).toMatchObject({ sink: "sink-1", run_id: "r1" });
    expect(healthy?.before.rate).toBeCloseTo(1000);
    expect(healthy?.before.p99).toBeCloseTo(0.002, 3);
    expect(healthy?.during.p99).toBeCloseTo(0.5, 1);
    expect(healthy?.during.longest).toBe(0.5);
    expect(healthy?.after.rate).toBeCloseTo(1000);
    // Of the second from 4.5 s to 5.5 s only half a second of lines arrived: once, in three times as long as before.
    expect(healthy?.worst_share).toBeCloseTo(0.5);
    expect(healthy?.lowest_share).toBeCloseTo(1);
    expect(none?.healthy).toEqual([]);
  });
});

test("rateIn() and lowestRate() need a second", () => {
  const points = [0, 0.5, 1, 1.5].map((at) => ({ at, value: 10 * at }));
  expect(rateIn(points, { from: 0, until: 1.5 })).toBe(10);
  expect(rateIn(points, { from: 0, until: 0.5 })).toBeNull();
  expect(lowestRate(points, { from: 0, until: 1.5 })).toBe(10);
  expect(lowestRate(points, { from: 0.6, until: 1.5 })).toBeNull();
});
