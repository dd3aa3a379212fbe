import { expect, test } from "vitest";
import { formatMeasurement, Measured } from "../../../src/experiments/cluster/measurement.ts";
import { toTestOperation } from "../../testing/records.ts";

const second = 1000;

function toMeasured() {
  const measured = new Measured();
  measured.begin(10 * second);
  measured.end(20 * second);
  const at = (ms: number) => new Date(ms).toISOString();
  measured.add([
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
  return measured.measurement;
}

test("Measured counts what was due in its time; latency is of what succeeded, throughput of what ended in it", () => {
  expect(toMeasured()).toMatchObject({
    seconds: 10,
    attempted: 1000,
    ok: 995,
    // The one that began before, and those that were due up to 909 * 10 ms and took up to 0.909 s.
    throughput: 91,
    success_rate: 0.995,
    p50: 0.498,
  });
});

test("Measured tells the throughput of a system that carries half of what is asked", () => {
  const measured = new Measured();
  measured.begin(0);
  measured.end(10 * second);
  // 100 a second are due for ten seconds, and 50 a second answered.
  const answered = Array.from({ length: 1000 }, (_, i) =>
    toTestOperation("r", {
      started_at: new Date(10 * i).toISOString(),
      duration_s: (10 + 10 * i) / 1000,
    }));
  measured.add(answered);
  expect(measured.measurement).toMatchObject({
    attempted: 1000,
    success_rate: 1,
    throughput: 50,
  });
  expect(measured.measurement.p50).toBeCloseTo(5, 1);
});

test("Measured counts no success that came later than the time-out after it was due, but shows how long it took", () => {
  const measured = new Measured({ timeout: 2 });
  measured.begin(0);
  measured.end(100 * second);
  measured.add([1.9, 2, 2.1, 9].map((duration_s) =>
    toTestOperation("r", {
      started_at: new Date(second).toISOString(),
      duration_s,
    })
  ));
  expect(measured.measurement)
    .toMatchObject({ attempted: 4, ok: 2, throughput: 0.02 });
  expect(measured.measurement.success_rate).toBe(0.5);
});

test("formatMeasurement() shows latency never without its failures", () => {
  expect(formatMeasurement(toMeasured())).toMatch(
    /^91 ok\/s, 99\.5 % of 1,000 ok \(95 % interval 98\.83 % to 99\.79 %\), p50 498 ms, p95 945 ms, p99 985 ms$/,
  );
  expect(formatMeasurement(new Measured().measurement))
    .toBe("nothing was attempted");
});
