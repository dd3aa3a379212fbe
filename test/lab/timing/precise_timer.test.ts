import { expect, test } from "vitest";
import { Alarm } from "../../../src/lab/timing/precise_timer.ts";
import { sleep } from "../_until.ts";

test("Alarm wakes at the moment, again and again, and not before", async () => {
  const alarm = new Alarm();
  for (let i = 0; i < 60; i++) {
    const moment = performance.now() + i % 7;
    await alarm.at(moment);
    // Two threads' clocks differ by less than this.
    expect(performance.now()).toBeGreaterThan(moment - 0.1);
    expect(performance.now()).toBeLessThan(moment + 2000);
  }
  alarm.close();
});

test.each([["as soon as it is made", 0], ["when its thread runs", 300]])(
  "Alarm.close() ends the wait under way, %s",
  async (_, wait) => {
    const alarm = new Alarm();
    await sleep(wait);
    const waiting = alarm.at(performance.now() + 60_000);
    await sleep(10);
    alarm.close();
    await waiting;
  },
);
