import { expect, test } from "vitest";
import {
  Gauges,
  joinCourses,
  tellCourse,
  toStandStills,
  waitForBegin,
} from "../../../src/lab/load/load_events.ts";
import type { Event } from "../../../src/record/mod.ts";
import { sleep } from "../_until.ts";

const { signal } = new AbortController();

function toThread() {
  const begun = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<string>();
  return {
    begin: begun.resolve,
    fail: begun.reject,
    end: ended.resolve,
    begun: begun.promise,
    ended: ended.promise,
  };
}

test("a load runs from when its last thread has begun until its first has ended", async () => {
  const [one, two] = [toThread(), toThread()];
  const events: Event[] = [];
  const course = joinCourses([one, two]);
  tellCourse(course, {
    run_id: "r",
    driver: "generator",
    onEvents: (rows) => events.push(...rows),
  });
  const told = () => events.map(({ kind, detail }) => [kind, detail]);
  one.begin();
  await sleep(10);
  expect(told()).toEqual([]);
  two.begin();
  await waitForBegin(course, { signal });
  expect(told()).toEqual([["load_started", ""]]);
  two.end("it failed");
  await sleep(10);
  one.end("");
  await sleep(10);
  expect(told()).toEqual([["load_started", ""], ["load_ended", "it failed"]]);
});

test("waitForBegin() throws what kept a load from beginning, the time that is over, or the reason to stop", async () => {
  const thread = toThread();
  thread.fail(new Error("no key"));
  await expect(waitForBegin(joinCourses([thread]), { signal }))
    .rejects.toThrow("no key");
  const late = joinCourses([toThread()]);
  await expect(waitForBegin(late, { signal, seconds: 0.02 })).rejects
    .toThrow("not every thread of the load runs after 0.02 s");
  await expect(waitForBegin(late, {
    signal: AbortSignal.abort(new Error("interrupted")),
  })).rejects.toThrow("interrupted");
});

test("toStandStills() tells of a second and more", () => {
  const of = (seconds: number) =>
    toStandStills("r", { subject: "generator-0", seconds });
  expect(of(0.99)).toEqual([]);
  expect(of(2.5)).toMatchObject([
    { kind: "stand_still", subject: "generator-0", detail: "2.500" },
  ]);
});

test("Gauges lose no lag between two looks, and repeat what was told last", () => {
  const gauges = new Gauges();
  const gauge = { cpu: 0.5, lag: 3, inFlight: 2, pacingError: 0.1 };
  gauges.add("0", gauge);
  gauges.add("0", { ...gauge, cpu: 0.7, lag: 0.01, pacingError: 0.4 });
  gauges.add("1", gauge);
  expect(gauges.look()).toEqual([
    { cpu: 0.7, lag: 3, inFlight: 2, pacingError: 0.4 },
    gauge,
  ]);
  gauges.add("0", { ...gauge, lag: 0.02 });
  expect(gauges.look().map(({ lag }) => lag)).toEqual([0.02, 3]);
});
