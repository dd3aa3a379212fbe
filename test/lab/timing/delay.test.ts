import { expect, test } from "vitest";
import { pause } from "../../../src/lab/timing/delay.ts";

test("pause() lasts as long as it is told", async () => {
  const from = performance.now();
  await pause(0.05, new AbortController().signal);
  expect(performance.now() - from).toBeGreaterThan(49);
});

test("pause() throws the reason as soon as it is aborted, or was before", async () => {
  const abort = new AbortController();
  const reason = new Error("Ctrl-C");
  const pausing = pause(60, abort.signal);
  abort.abort(reason);
  await expect(pausing).rejects.toBe(reason);
  await expect(pause(60, abort.signal)).rejects.toBe(reason);
});

test("pause() leaves nobody listening to its signal", async () => {
  let listening = 0;
  const { signal } = new AbortController();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listening++;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listening--;
    remove(...args);
  };
  const pausing = pause(0.001, signal);
  expect(listening).toBe(1);
  await pausing;
  expect(listening).toBe(0);
});
