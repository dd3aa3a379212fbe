import { expect, test } from "vitest";
import {
  attributeStall,
  startStallDetector,
} from "../../../src/lab/session/stall_detector.ts";
import type { Event, Sample } from "../../../src/record/mod.ts";
import { workerThreads } from "../_threads.ts";
import { sleep, until } from "../_until.ts";

// The first of the file, so that no thread of another test ends meanwhile.
test("startStallDetector() ends its second thread when it is disposed of", async () => {
  const detector = startStallDetector({
    run_id: "r",
    onEvents: () => {},
    onSamples: () => {},
  });
  await until(() => workerThreads() === 1);
  await sleep(300);
  detector[Symbol.dispose]();
  await until(() => workerThreads() === 0);
});

test("startStallDetector() emits a stall of the runner with its duration, and samples its lag", async () => {
  const [events, samples]: [Event[], Sample[]] = [[], []];
  using _ = startStallDetector({
    run_id: "r",
    onEvents: (rows) => events.push(...rows),
    onSamples: (rows) => samples.push(...rows),
  });
  await sleep(300);
  const from = performance.now();
  while (performance.now() - from < 1600);
  // On a busy machine there is a sample of before as well.
  await until(() =>
    events.length > 0 && samples.some(({ value }) => (value ?? 0) > 1.4)
  );
  expect(events[0]).toMatchObject({ kind: "stand_still", subject: "runner" });
  // It stalled for 1.6 s, of which up to one beat was not late.
  expect(Number(events[0]?.detail)).toBeGreaterThan(1.4);
  const { source, metric, unit } = samples[0]!;
  expect([source, metric, unit]).toEqual(["runner", "event_loop_lag", "s"]);
});

test("startStallDetector() emits a pending stall when it is disposed of", async () => {
  const events: Event[] = [];
  const detector = startStallDetector({
    run_id: "r",
    onEvents: (rows) => events.push(...rows),
    onSamples: () => {},
  });
  const from = performance.now();
  while (performance.now() - from < 1600);
  await sleep(20);
  detector[Symbol.dispose]();
  expect(events.map(({ kind }) => kind)).toEqual(["stand_still"]);
});

test("startStallDetector() emits each clock jump once, with its seconds, and keeps times in order", async () => {
  const events: Event[] = [];
  let set = 0;
  using _ = startStallDetector({
    run_id: "r",
    onEvents: (rows) => events.push(...rows),
    onSamples: () => {},
    wall: () => Date.now() + set,
  });
  const jumps = () => events.filter(({ kind }) => kind === "clock_jump");
  await sleep(300);
  expect(jumps()).toEqual([]);
  set = -3_600_000;
  await until(() => jumps().length > 0);
  await sleep(300);
  set = 90_000;
  await until(() => jumps().length > 1);
  const seconds = jumps().map(({ detail }) => Number(detail));
  expect(seconds).toHaveLength(2);
  expect(seconds[0]).toBeCloseTo(-3600, 1);
  expect(seconds[1]).toBeCloseTo(3690, 1);
  const [first, second] = jumps().map(({ at }) => Date.parse(at ?? ""));
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(200);
  expect((second ?? 0) - (first ?? 0)).toBeLessThan(60_000);
});

test("attributeStall() attributes a stall to the machine only if both threads were late without a stop signal", () => {
  const late = { from: 10_000, until: 14_000 };
  const both = [{ from: 9_950, until: 13_990 }];
  expect(attributeStall(late, { continued: -Infinity, longWaits: both })).toBe(
    "machine",
  );
  expect(attributeStall(late, { continued: 13_999, longWaits: both })).toBe(
    "runner",
  );
  expect(attributeStall(late, { continued: 5_000, longWaits: [] })).toBe(
    "runner",
  );
  expect(
    attributeStall(late, {
      continued: -Infinity,
      longWaits: [{ from: 10_000, until: 11_000 }],
    }),
  ).toBe("runner");
});
