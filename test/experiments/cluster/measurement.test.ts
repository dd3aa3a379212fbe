import { expect, test } from "vitest";
import {
  formatMeasurement,
  MeasurementCollector,
} from "../../../src/experiments/cluster/measurement.ts";
import { toTestOperation } from "../../testing/records.ts";

const second = 1000;

function measure() {
  const collector = new MeasurementCollector();
  collector.begin(10 * second);
  collector.end(20 * second);
  const at = (ms: number) => new Date(ms).toISOString();
  collector.add([
    toTestOperation("r", { started_at: at(9_999), duration_s: 9 }),
    ...Array.from({ length: 995 }, (_, i) =>
      toTestOperation("r", {
        started_at: at(10 * second + i * 10),
        duration_s: (i + 1) / 1000,
      })),
    ...Array.from({ length: 5 }, () =>
      toTestOperation("r", {
        started_at: at(19_999),
        outcome: "failed",
        duration_s: 5,
      })),
    toTestOperation("r", { started_at: at(20_000), duration_s: 9 }),
  ]);
  return collector.measurement;
}

test("MeasurementCollector has success and latency of operations due in the phase, and throughput of those ended in it", () => {
  expect(measure()).toMatchObject({
    seconds: 10,
    attempted: 1000,
    ok: 995,
    // One that was due before, and those due up to 909 * 10 ms that took up to 0.909 s.
    throughput: 91,
    success_rate: 0.995,
    p50: 0.498,
  });
});

test("MeasurementCollector has the throughput of a system at twice its capacity", () => {
  const collector = new MeasurementCollector();
  collector.begin(0);
  collector.end(10 * second);
  // 100 per second are due for ten seconds, 50 per second complete.
  const completed = Array.from(
    { length: 1000 },
    (_, i) =>
      toTestOperation("r", {
        started_at: new Date(10 * i).toISOString(),
        duration_s: (10 + 10 * i) / 1000,
      }),
  );
  collector.add(completed);
  expect(collector.measurement).toMatchObject({
    attempted: 1000,
    success_rate: 1,
    throughput: 50,
  });
  expect(collector.measurement.p50).toBeCloseTo(5, 1);
});

test("MeasurementCollector counts no success later than the timeout after it was due, but includes its latency", () => {
  const collector = new MeasurementCollector({ timeout: 2 });
  collector.begin(0);
  collector.end(100 * second);
  collector.add([1.9, 2, 2.1, 9].map((duration_s) =>
    toTestOperation("r", {
      started_at: new Date(second).toISOString(),
      duration_s,
    })
  ));
  expect(collector.measurement)
    .toMatchObject({ attempted: 4, ok: 2, throughput: 0.02 });
  expect(collector.measurement.success_rate).toBe(0.5);
});

test("formatMeasurement() formats throughput, success and latency", () => {
  expect(formatMeasurement(measure())).toMatch(
    /^91 ok\/s, 99\.5 % of 1,000 ok \(95 % interval 98\.83 % to 99\.79 %\), p50 498 ms, p95 945 ms, p99 985 ms$/,
  );
  expect(formatMeasurement(new MeasurementCollector().measurement))
    .toBe("nothing was attempted");
});
