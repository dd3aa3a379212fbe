import { expect, test } from "vitest";
import { delay } from "../../../src/lab/timing/delay.ts";

test("delay() waits for the given time", async () => {
  const from = performance.now();
  await delay(0.05, new AbortController().signal);
  expect(performance.now() - from).toBeGreaterThan(49);
});

test("delay() throws the reason of its signal at once, also if that was aborted before", async () => {
  const abort = new AbortController();
  const reason = new Error("Ctrl-C");
  const waiting = delay(60, abort.signal);
  abort.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(delay(60, abort.signal)).rejects.toBe(reason);
});

test("delay() removes its listener from the signal", async () => {
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
  const waiting = delay(0.001, signal);
  expect(listening).toBe(1);
  await waiting;
  expect(listening).toBe(0);
});
