import { expect, test } from "vitest";
import type { ClockOffset } from "../../../src/lab/timing/clock_offset.ts";
import {
  addOffset,
  describeOffset,
  judgeClock,
  type WorkerClock,
} from "../../../src/workloads/distributed/worker_clock.ts";

function read(...offsets: readonly ClockOffset[]): WorkerClock | null {
  return offsets.reduce<WorkerClock | null>(addOffset, null);
}

test("the offset is that of the answer which may be wrong by the least", () => {
  const clock = read(
    { offset: 0.04, bound: 0.05 },
    { offset: 0.0101, bound: 0.0002 },
    { offset: -0.02, bound: 0.03 },
  );
  expect(clock).toEqual({ best: { offset: 0.0101, bound: 0.0002 }, moved: 0 });
  expect(judgeClock("worker-1", clock)).toBeNull();
});

test("describeOffset() says which clock is ahead, and by how much that may be wrong", () => {
  expect(describeOffset({ offset: -0.002, bound: 0.0001 }))
    .toBe("2 ms behind the master's, to within 100 µs");
  expect(describeOffset({ offset: 1.5, bound: 0.001 }))
    .toBe("1.5 s ahead of the master's, to within 1 ms");
});

test.each([
  ["that was never read", [], "worker-clock-unknown", "never answered"],
  [
    "that is read too roughly",
    [{ offset: 0.1, bound: 0.7 }],
    ...["worker-clock-unknown", "to within 700 ms only"],
  ],
  [
    "that is behind",
    [{ offset: -2, bound: 0.001 }],
    ...["worker-clock", "2 s behind the master's"],
  ],
  [
    "that was set",
    [{ offset: 0, bound: 0.001 }, { offset: -0.8, bound: 0.01 }],
    ...["worker-clock", "moved against the master's by 789 ms or more"],
  ],
])("a clock %s is a warning", (_, offsets, code, text) => {
  const [given, message] = judgeClock("worker-1", read(...offsets)) ?? [];
  expect(given).toBe(code);
  expect(message).toContain(text);
});

test("offsets that agree within their bounds do not mean that a clock moved", () => {
  const clock = read({ offset: 0, bound: 0.6 }, { offset: 1, bound: 0.6 });
  expect(clock?.moved).toBe(0);
});
