import { expect, test } from "vitest";
import { PreciseTimer } from "../../../src/lab/timing/precise_timer.ts";
import { workerThreads } from "../_threads.ts";
import { sleep, until } from "../_until.ts";

// The first of the file, so that no thread of another test ends meanwhile.
test("PreciseTimer.close() ends its thread, which sleeps until then", async () => {
  const timers = [new PreciseTimer(), new PreciseTimer()];
  for (const timer of timers) {
    await until(() => workerThreads() === timers.length);
    // A thread that has a due time far away, and one without.
    await sleep(200);
    if (timer === timers[0]) void timer.sleepUntil(performance.now() + 60_000);
  }
  await sleep(50);
  for (const timer of timers) timer.close();
  await until(() => workerThreads() === 0);
});

test("PreciseTimer.sleepUntil() resolves at the moment, repeatedly, and not before", async () => {
  const timer = new PreciseTimer();
  for (let i = 0; i < 60; i++) {
    const moment = performance.now() + i % 7;
    await timer.sleepUntil(moment);
    // Two threads' clocks differ by less than this.
    expect(performance.now()).toBeGreaterThan(moment - 0.1);
    expect(performance.now()).toBeLessThan(moment + 2000);
  }
  timer.close();
});

test.each([["before its thread runs", 0], ["while its thread runs", 300]])(
  "PreciseTimer.close() ends a wait in progress, %s",
  async (_, wait) => {
    const timer = new PreciseTimer();
    await sleep(wait);
    const waiting = timer.sleepUntil(performance.now() + 60_000);
    await sleep(10);
    timer.close();
    await waiting;
  },
);
