import { expect, test } from "vitest";
import { judgeCourse } from "../../src/lab/judge_course.ts";
import type { Event } from "../../src/record/mod.ts";

/** An event some seconds after the set-up began. */
function at(second: number, kind: string, subject: string, detail = ""): Event {
  const time = new Date(Date.UTC(2026, 0, 1) + 1000 * second).toISOString();
  return { run_id: "r", at: time, kind, subject, detail };
}

const phases = [
  at(0, "phase", "set_up"),
  at(5, "phase", "warm_up"),
  at(10, "phase", "measure"),
  at(70, "phase", "cool_down"),
];

test.each(
  [
    ["nothing", [], null],
    ["a stand-still in the warm-up", [
      at(9, "stand_still", "runner", "3.0"),
    ], null],
    ["one that reached into the measured time", [
      at(11, "stand_still", "runner", "3.000"),
    ], "runner stood still for 3.0 s"],
    ["one that began in it", [
      at(72, "stand_still", "machine", "3.000"),
    ], "machine stood still for 3.0 s"],
    ["one after it", [at(75, "stand_still", "machine", "3.000")], null],
    ["a clock that was set in it", [
      at(20, "clock_jump", "machine", "-3600.000"),
    ], "the machine's clock was set by -3600.000 s"],
    ["a clock that was set before it", [
      at(2, "clock_jump", "machine", "1.000"),
    ], null],
  ] satisfies [string, Event[], string | null][],
)("judgeCourse() of %s", (_, events, notes) => {
  const found = judgeCourse([...phases, ...events]);
  expect(found).toEqual(notes === null ? null : { status: "invalid", notes });
});

test("judgeCourse() fails a run in which a process of the system ended by itself, at any time", () => {
  expect(judgeCourse([
    at(2, "died", "node-1", "SIGSEGV: ready"),
    at(20, "stand_still", "runner", "3.000"),
  ])).toEqual({
    status: "failed",
    notes: "node-1 ended by itself: SIGSEGV: ready",
  });
});
