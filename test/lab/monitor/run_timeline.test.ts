import { expect, test } from "vitest";
import { RunTimeline } from "../../../src/lab/monitor/run_timeline.ts";
import type { Event } from "../../../src/record/mod.ts";

function event(
  seconds: number,
  kind: string,
  subject: string,
  detail = "",
): Event {
  const at = new Date(seconds * 1000).toISOString();
  return { run_id: "r", at, kind, subject, detail, data: "{}" };
}

test("RunTimeline has phases and faults as bands, and other events as marks", () => {
  const timeline = new RunTimeline();
  timeline.addEvents([
    event(1, "phase", "measure"),
    event(2, "leader", "node-1"),
    event(3, "phase", "fault"),
    event(4, "fault", "node-1", "kill-leader"),
    event(4, "fault", "node-2", "slow-link"),
    event(5, "leader", ""),
  ]);
  timeline.addEvents([event(9, "heal", "node-1", "kill-leader")]);
  expect(
    timeline.bands.map((
      { kind, name, from, until },
    ) => [kind, name, from, until]),
  )
    .toEqual([
      ["phase", "measure", 1000, 3000],
      ["phase", "fault", 3000, null],
      ["fault", "kill-leader", 4000, 9000],
      ["fault", "slow-link", 4000, null],
    ]);
  expect(timeline.marks.map(({ at, text }) => [at, text]))
    .toEqual([[2000, "node-1 leads"], [5000, "no leader"]]);
});

test("RunTimeline ignores events without a time, of unknown kind, and phases of other tools", () => {
  const timeline = new RunTimeline();
  timeline.addEvents([
    { ...event(1, "leader", "x"), at: null },
    event(1, "constructor", "x"),
    event(1, "phase", "toString"),
  ]);
  expect([timeline.bands, timeline.marks]).toEqual([[], []]);
});

test("RunTimeline keeps the newest marks of many", () => {
  const timeline = new RunTimeline();
  timeline.addEvents(
    Array.from({ length: 1000 }, (_, i) => event(i, "leader", `node-${i}`)),
  );
  expect(timeline.marks).toHaveLength(200);
  expect(timeline.marks.at(-1)?.text).toBe("node-999 leads");
});
