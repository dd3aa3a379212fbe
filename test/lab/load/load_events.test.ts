import { expect, test } from "vitest";
import {
  emitLoadEvents,
  GaugeCollector,
  joinLifecycles,
  toStandStills,
  waitForStart,
} from "../../../src/lab/load/load_events.ts";
import type { Event } from "../../../src/record/mod.ts";
import { sleep } from "../_until.ts";

const { signal } = new AbortController();

function toThread() {
  const started = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<string>();
  return {
    start: started.resolve,
    fail: started.reject,
    end: ended.resolve,
    started: started.promise,
    ended: ended.promise,
  };
}

test("a load runs from the start of its last thread until the end of its first", async () => {
  const [first, second] = [toThread(), toThread()];
  const events: Event[] = [];
  const lifecycle = joinLifecycles([first, second]);
  emitLoadEvents(lifecycle, {
    run_id: "r",
    driver: "generator",
    onEvents: (rows) => events.push(...rows),
  });
  const emitted = () => events.map(({ kind, detail }) => [kind, detail]);
  first.start();
  await sleep(10);
  expect(emitted()).toEqual([]);
  second.start();
  await waitForStart(lifecycle, { signal });
  expect(emitted()).toEqual([["load_started", ""]]);
  second.end("it failed");
  await sleep(10);
  first.end("");
  await sleep(10);
  expect(emitted()).toEqual([["load_started", ""], [
    "load_ended",
    "it failed",
  ]]);
});

test("waitForStart() throws the error of a thread, a timeout, or the reason to stop", async () => {
  const thread = toThread();
  thread.fail(new Error("no key"));
  await expect(waitForStart(joinLifecycles([thread]), { signal }))
    .rejects.toThrow("no key");
  const late = joinLifecycles([toThread()]);
  await expect(waitForStart(late, { signal, seconds: 0.02 })).rejects
    .toThrow("not every thread of the load runs after 0.02 s");
  await expect(waitForStart(late, {
    signal: AbortSignal.abort(new Error("interrupted")),
  })).rejects.toThrow("interrupted");
});

test("toStandStills() reports a second and more", () => {
  const of = (seconds: number) =>
    toStandStills("r", { subject: "generator-0", seconds });
  expect(of(0.99)).toEqual([]);
  expect(of(2.5)).toMatchObject([
    {
      kind: "stand_still",
      subject: "generator-0",
      data: '{"seconds":2.5}',
    },
  ]);
});

test("GaugeCollector keeps the largest lag since the last call, and repeats the latest gauges", () => {
  const gauges = new GaugeCollector();
  const gauge = { cpu: 0.5, lag: 3, inFlight: 2, pacingError: 0.1 };
  gauges.add("0", gauge);
  gauges.add("0", { ...gauge, cpu: 0.7, lag: 0.01, pacingError: 0.4 });
  gauges.add("1", gauge);
  expect(gauges.collect()).toEqual([
    { cpu: 0.7, lag: 3, inFlight: 2, pacingError: 0.4 },
    gauge,
  ]);
  gauges.add("0", { ...gauge, lag: 0.02 });
  expect(gauges.collect().map(({ lag }) => lag)).toEqual([0.02, 3]);
});
