import { expect, test } from "vitest";
import {
  formatTimes,
  formatWaiting,
  recoveryTimes,
} from "../../../src/analysis/recovery/recovery_times.ts";
import { toTestRecovery } from "../../testing/recoveries.ts";

const nothing = toTestRecovery();

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
    ) => [
      ...[fault, definition, n, censored, median?.lower, median?.upper],
      ...[least.seconds, most.seconds],
    ]),
  ).toEqual([
    // A quarter is gone at 1 s, half at 1.4 s, and it stays half until 2 s: the middle of that stretch.
    ["kill-leader", "leader", 4, 1, 1.7, 1.7, 1, 15],
    ["kill-leader", "steady", 1, 0, 3, 3, 3, 3],
    ["pause-leader", "leader", 1, 0, 9, 9, 9, 9],
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
  return { seconds, censored: false, detected, usual: 0.03, limit: 0.06 };
}

test("recoveryTimes() takes a gap within noise for one below its limit, never for 0 s", () => {
  const [found] = recoveryTimes([
    { ...nothing, probeGap: gap(0.04, false) },
    { ...nothing, probeGap: { ...gap(0.05, false), limit: 0.298 } },
    { ...nothing, probeGap: gap(1.5, true) },
    // Still open when watching ended, and shorter than gaps were before.
    { ...nothing, probeGap: { ...gap(0.03, false), censored: true } },
    nothing,
  ]);
  expect(found).toMatchObject({
    ...{ n: 4, of: 5, below: 3, censored: 0 },
    // Half is between the second and the third, of which the third may be as long as its limit: (0.06 + 0.298) / 2.
    median: { lower: 0, upper: 0.179 },
    least: { seconds: 0.06, known: "below" },
    most: { seconds: 1.5, known: "seen" },
  });
  expect(found && formatTimes(found)).toEqual({
    text: "below 179 ms",
    note: "below 60 ms to 1.5 s, 4 of 5, 3 of 4 below a limit",
  });
});

test.each([
  ["known all the same", [false, true, true], "1.5 s"],
  ["in between", [true, false, true, true], "805 ms to 1.5 s"],
])("formatTimes() prints a median that is %s", (_, detected, text) => {
  const seconds = [0.11, 0.11, 1.5, 1.6];
  const [found] = recoveryTimes(
    detected.map((one, i) => ({
      ...nothing,
      probeGap: {
        ...gap(one ? seconds[i + 4 - detected.length] ?? 0 : 0.1, one),
        limit: one ? 0.06 : 1.5,
      },
    })),
  );
  expect(found && formatTimes(found).text).toBe(text);
});

test("formatTimes() of gaps that are all below their limits tells the limits", () => {
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

test("recoveryTimes() keeps pre-vote on and off apart", () => {
  const found = recoveryTimes([
    { ...nothing, pre_vote: "off", healGap: gap(2.4, true) },
    { ...nothing, pre_vote: "on", healGap: gap(0.04, false) },
  ]);
  expect(found.map((row) => [row.pre_vote, row.n, formatTimes(row).text]))
    .toEqual([["off", 1, "2.4 s"], ["on", 1, "below 60 ms"]]);
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

test("formatWaiting() tells not measured, below the limit, seen and not seen to end apart", () => {
  expect([
    formatWaiting(null),
    formatWaiting(gap(0.04, false)),
    formatWaiting(gap(1.4142, true)),
    formatWaiting(seen(0)),
    formatWaiting({ seconds: 15, censored: true }),
  ]).toEqual(["–", "below 60 ms", "1.41 s", "0 s", "> 15 s"]);
});
