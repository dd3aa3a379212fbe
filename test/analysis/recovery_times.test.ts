import { expect, test } from "vitest";
import type { Recovery } from "../../src/analysis/recovery.ts";
import {
  formatTimes,
  formatWaiting,
  recoveryTimes,
} from "../../src/analysis/recovery_times.ts";
import { sound } from "../testing/validity.ts";

const nothing: Recovery = {
  run_id: "r",
  system: "etcd",
  mode: "real",
  case_id: "c",
  repetition: 1,
  ...sound,
  notes: "",
  fault: "kill-leader",
  title: "",
  hit: "node-0",
  inject_s: 0,
  fault_s: 5,
  heal_s: 10,
  lost_leader: true,
  lost_leader_again: false,
  leader_s: null,
  heal_leader_s: null,
  behind: true,
  caught_up_s: null,
  before: 100,
  during: 50,
  after: 100,
  attempted: 0,
  lost: 0,
  acknowledged: null,
  verified: 0,
  gone: 0,
  wrong: 0,
  older: null,
  leader: null,
  probeGap: null,
  loadGap: null,
  nodeGap: null,
  healGap: null,
  healLeader: null,
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
    { ...nothing, leader: { seconds: 15, censored: true }, steady: seen(3) },
    { ...nothing, fault: "pause-leader", leader: seen(9) },
  ]);
  expect(
    found.map((
      { fault, definition, n, censored, median, least, most },
    ) => [fault, definition, n, censored, median, least, most]),
  ).toEqual([
    // A quarter is gone at 1 s, half at 1.4 s, and it stays half until 2 s: the middle of that stretch.
    ["kill-leader", "leader", 4, 1, 1.7, 1, 15],
    ["kill-leader", "steady", 1, 0, 3, 3, 3],
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

function gap(seconds: number, detected: boolean) {
  return { seconds, censored: false, detected, usual: 0.03 };
}

test("recoveryTimes() counts a gap within noise as none, which is 0 s", () => {
  const [found] = recoveryTimes([
    { ...nothing, probeGap: gap(0.04, false) },
    { ...nothing, probeGap: gap(0.05, false) },
    { ...nothing, probeGap: gap(1.5, true) },
    // Still open when watching ended, and shorter than gaps were before.
    { ...nothing, probeGap: { ...gap(0.03, false), censored: true } },
    nothing,
  ]);
  expect(found).toMatchObject({
    n: 4,
    of: 5,
    none: 3,
    censored: 0,
    median: 0,
    least: 0,
    most: 1.5,
  });
  expect(found && formatTimes(found)).toEqual({
    text: "none",
    note: "none to 1.5 s, 4 of 5",
  });
});

test("formatTimes() tells the range, how many were measured, and how many not seen to end", () => {
  const late = { seconds: 15, censored: true };
  const texts = recoveryTimes([
    { ...nothing, leader: seen(1.234), steady: seen(0), caughtUp: late },
    { ...nothing, leader: seen(2), steady: seen(0), caughtUp: late },
    { ...nothing, leader: seen(0.05), steady: seen(0), settled: seen(1) },
    { ...nothing, leader: seen(0.1), steady: seen(0), settled: seen(2.5) },
  ]).map(formatTimes);
  expect(texts).toEqual([
    { text: "667 ms", note: "50 ms to 2 s" },
    { text: "0 s", note: "" },
    { text: "not reached", note: "2 of 4, 2 not seen to end" },
    { text: "1.75 s", note: "1 to 2.5 s, 2 of 4" },
  ]);
});

test("formatWaiting() tells not measured, none, seen and not seen to end apart", () => {
  expect([
    formatWaiting(null),
    formatWaiting(gap(0.04, false)),
    formatWaiting(gap(1.4142, true)),
    formatWaiting(seen(0)),
    formatWaiting({ seconds: 15, censored: true }),
  ]).toEqual(["–", "none", "1.41 s", "0 s", "> 15 s"]);
});
