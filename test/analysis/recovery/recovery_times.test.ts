import { expect, test } from "vitest";
import {
  formatCensoredTime,
  formatTimes,
  recoveryTimes,
} from "../../../src/analysis/recovery/recovery_times.ts";
import { toTestRecovery } from "../../testing/recoveries.ts";

const nothing = toTestRecovery();

function seen(seconds: number) {
  return { seconds, censored: false };
}

test("recoveryTimes() counts a repetition that did not recover as censored", () => {
  const found = recoveryTimes([
    ...[1, 1.4, 2].map((s) => ({ ...nothing, leader: seen(s) })),
    { ...nothing, leader: { seconds: 15, censored: true }, recovered: seen(3) },
    { ...nothing, fault: "pause-leader", leader: seen(9) },
  ]);
  expect(
    found.map((
      { fault, definition, n, censored, median, shortest, longest },
    ) => [
      ...[fault, definition, n, censored, median?.lower, median?.upper],
      ...[shortest.seconds, longest.seconds],
    ]),
  ).toEqual([
    // The curve is at one half from 1.4 s to 2 s: the median is the middle.
    ["kill-leader", "leader", 4, 1, 1.7, 1.7, 1, 15],
    ["kill-leader", "recovered", 1, 0, 3, 3, 3, 3],
    ["pause-leader", "leader", 1, 0, 9, 9, 9, 9],
  ]);
});

test("recoveryTimes() returns no median when more than half did not recover", () => {
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
  return { seconds, censored: false, detected, baseline: 0.03, limit: 0.06 };
}

test("recoveryTimes() counts an undetected gap as below its limit, never as 0 s", () => {
  const [found] = recoveryTimes([
    { ...nothing, probeGap: gap(0.04, false) },
    { ...nothing, probeGap: { ...gap(0.05, false), limit: 0.298 } },
    { ...nothing, probeGap: gap(1.5, true) },
    // Still open when observation ended, and shorter than gaps were before.
    { ...nothing, probeGap: { ...gap(0.03, false), censored: true } },
    nothing,
  ]);
  expect(found).toMatchObject({
    ...{ n: 4, repetitions: 5, below: 3, censored: 0 },
    // The median lies between the second and the third, which may be as long as its limit: (0.06 + 0.298) / 2.
    median: { lower: 0, upper: 0.179 },
    shortest: { seconds: 0.06, known: "below" },
    longest: { seconds: 1.5, known: "seen" },
  });
  expect(found && formatTimes(found)).toEqual({
    text: "below 179 ms",
    note: "below 60 ms to 1.5 s, 4 of 5, 3 of 4 below a limit",
  });
});

test.each([
  ["known despite a gap below its limit", [false, true, true], "1.5 s"],
  ["known within bounds", [true, false, true, true], "805 ms to 1.5 s"],
])("formatTimes() prints a median that is %s", (_, detected, text) => {
  const seconds = [0.11, 0.11, 1.5, 1.6];
  const [found] = recoveryTimes(
    detected.map((seen, i) => ({
      ...nothing,
      probeGap: {
        ...gap(seen ? seconds[i + 4 - detected.length] ?? 0 : 0.1, seen),
        limit: seen ? 0.06 : 1.5,
      },
    })),
  );
  expect(found && formatTimes(found).text).toBe(text);
});

test("formatTimes() prints the limits of gaps that are all below them", () => {
  const [found] = recoveryTimes(
    [0.04, 0.1, 0.298].map((limit) => ({
      ...nothing,
      healGap: { ...gap(0.03, false), limit },
    })),
  );
  expect(found && formatTimes(found)).toEqual({
    text: "below 100 ms",
    note: "limits 40 to 298 ms",
  });
});

test("recoveryTimes() separates pre-vote on and off", () => {
  const found = recoveryTimes([
    { ...nothing, pre_vote: "off", healGap: gap(2.4, true) },
    { ...nothing, pre_vote: "on", healGap: gap(0.04, false) },
  ]);
  expect(found.map((row) => [row.pre_vote, row.n, formatTimes(row).text]))
    .toEqual([["off", 1, "2.4 s"], ["on", 1, "below 60 ms"]]);
});

test("formatTimes() prints the range, the number measured, and the number censored", () => {
  const late = { seconds: 15, censored: true };
  const texts = recoveryTimes([
    { ...nothing, leader: seen(1.234), recovered: seen(0), caughtUp: late },
    { ...nothing, leader: seen(2), recovered: seen(0), caughtUp: late },
    {
      ...{ ...nothing, leader: seen(0.05), recovered: seen(0) },
      recoveredAfterHealing: seen(1),
    },
    {
      ...{ ...nothing, leader: seen(0.1), recovered: seen(0) },
      recoveredAfterHealing: seen(2.5),
    },
  ]).map(formatTimes);
  expect(texts).toEqual([
    { text: "667 ms", note: "50 ms to 2 s" },
    { text: "0 s", note: "" },
    { text: "not reached", note: "2 of 4, 2 not seen to end" },
    { text: "1.75 s", note: "1 to 2.5 s, 2 of 4" },
  ]);
});

test("formatCensoredTime() distinguishes not measured, below the limit, observed and censored", () => {
  expect([
    formatCensoredTime(null),
    formatCensoredTime(gap(0.04, false)),
    formatCensoredTime(gap(1.4142, true)),
    formatCensoredTime(seen(0)),
    formatCensoredTime({ seconds: 15, censored: true }),
  ]).toEqual(["–", "below 60 ms", "1.41 s", "0 s", "> 15 s"]);
});
