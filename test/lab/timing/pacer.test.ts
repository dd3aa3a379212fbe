import { expect, test } from "vitest";
import { Pacer } from "../../../src/lab/timing/pacer.ts";

test("Pacer.until() resolves at the moment, not before", async () => {
  const pacer = new Pacer();
  for (const wait of [0.3, 1, 5, 20, -1]) {
    const moment = performance.now() + wait;
    await pacer.until(moment);
    expect(performance.now()).toBeGreaterThanOrEqual(moment);
  }
  pacer.stop();
});

test("Pacer.stop() ends all waits, and later ones at once", async () => {
  const pacer = new Pacer();
  const waits = [pacer.sleep(60_000), pacer.until(performance.now() + 60_000)];
  pacer.stop();
  await Promise.all(waits);
  await pacer.sleep(60_000);
  await pacer.until(Infinity);
  expect(pacer.stopped).toBe(true);
});

test("Pacer.until() yields to the event loop, even if it is always late", async () => {
  const pacer = new Pacer();
  let turns = 0;
  setTimeout(() => {
    turns++;
    pacer.stop();
  }, 0);
  while (!pacer.stopped) await pacer.until(0);
  expect(turns).toBe(1);
});
