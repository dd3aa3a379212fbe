import { expect, test } from "vitest";
import type { Recovery } from "../../src/analysis/recovery.ts";
import { recoveryTimes } from "../../src/analysis/recovery_times.ts";

const nothing: Recovery = {
  run_id: "r",
  system: "etcd",
  mode: "real",
  case_id: "c",
  repetition: 1,
  status: "ok",
  notes: "",
  fault: "kill-leader",
  hit: "node-0",
  fault_s: 5,
  heal_s: 10,
  leader_s: null,
  led: true,
  caught_up_s: null,
  before: 100,
  during: 50,
  after: 100,
  lost: 0,
  verified: 0,
  missing: 0,
  leader: null,
  probeGap: null,
  loadGap: null,
  nodeGap: null,
  healGap: null,
  steady: null,
  settled: null,
  caughtUp: null,
};

function seen(seconds: number) {
  return { seconds, censored: false };
}

test("recoveryTimes() counts a repetition that did not recover for the time it was watched", () => {
  const found = recoveryTimes([
    ...[1, 1.4, 2].map((s) => ({ ...nothing, leader: seen(s) })),
    { ...nothing, leader: { seconds: 15, censored: true }, probeGap: seen(3) },
    { ...nothing, fault: "pause-leader", leader: seen(9) },
  ]);
  expect(
    found.map((
      { fault, definition, n, censored, median, least, most },
    ) => [fault, definition, n, censored, median, least, most]),
  ).toEqual([
    // A quarter is gone at 1 s, half at 1.4 s, and it stays half until 2 s: the middle of that stretch.
    ["kill-leader", "leader", 4, 1, 1.7, 1, 15],
    ["kill-leader", "probeGap", 1, 0, 3, 3, 3],
    ["pause-leader", "leader", 1, 0, 9, 9, 9],
  ]);
});

test("recoveryTimes() has no median when most did not recover", () => {
  const [found] = recoveryTimes([
    { ...nothing, leader: seen(1) },
    ...[15, 15].map((seconds) => ({
      ...nothing,
      leader: { seconds, censored: true },
    })),
  ]);
  expect(found).toMatchObject({ n: 3, censored: 2, median: null });
});
