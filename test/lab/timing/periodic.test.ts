import { expect, test } from "vitest";
import { repeat } from "../../../src/lab/timing/periodic.ts";
import { sleep } from "../_until.ts";
import { whileQuiet } from "../../testing/quiet.ts";

test("repeat() calls at a fixed interval and does not drift", async () => {
  const stop = new AbortController();
  const due: number[] = [];
  const from = performance.now();
  const done = repeat((at, missed) => {
    expect(missed).toBeGreaterThanOrEqual(0);
    expect(performance.now()).toBeGreaterThanOrEqual(at);
    due.push(
      ...Array.from({ length: missed + 1 }, (_, i) => at - (missed - i) * 20),
    );
    if (due.length >= 25) stop.abort();
  }, { every: 0.02, after: 0.05, signal: stop.signal });
  const to = performance.now();
  await done;
  const offsets = due.map((at) => at - (due[0] ?? NaN));
  offsets.forEach((offset, i) => expect(offset).toBeCloseTo(20 * i, 6));
  expect(due[0]).toBeGreaterThanOrEqual(from + 50);
  expect(due[0]).toBeLessThanOrEqual(to + 50);
});

test("repeat() skips calls that it missed during a slow call", () =>
  whileQuiet(5, async () => {
    const stop = new AbortController();
    const missed: number[] = [];
    let inProgress = 0;
    await repeat(async (_, late) => {
      expect(inProgress++).toBe(0);
      missed.push(late);
      if (missed.length === 1) await sleep(110);
      if (missed.length === 3) stop.abort();
      inProgress--;
    }, { every: 0.02, signal: stop.signal });
    expect(missed).toHaveLength(3);
    expect(missed[0]).toBe(0);
    // Of those due at 20, 40, 60, 80 and 100 ms only the last is called, at 110.
    expect(missed[1]).toBeGreaterThanOrEqual(4);
    expect(missed[2]).toBeLessThanOrEqual(1);
  }));

test("repeat() ends while it waits", async () => {
  const stop = new AbortController();
  const from = performance.now();
  const done = repeat(() => {}, { every: 60, signal: stop.signal });
  await sleep(5);
  stop.abort();
  await done;
  expect(performance.now() - from).toBeLessThan(1000);
});
