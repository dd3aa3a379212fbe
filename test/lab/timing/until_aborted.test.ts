import { expect, test } from "vitest";
import { untilAborted } from "../../../src/lab/timing/until_aborted.ts";

const never = () => new Promise<never>(() => {});

test("untilAborted() returns what a promise resolves to, and throws what it rejects with", async () => {
  const { signal } = new AbortController();
  expect(await untilAborted(Promise.resolve(7), signal)).toBe(7);
  await expect(untilAborted(Promise.reject(new Error("lost")), signal))
    .rejects.toThrow("lost");
});

test("untilAborted() does not wait for a promise that never ends once it is aborted", async () => {
  const stop = new AbortController();
  const waiting = untilAborted(never(), stop.signal);
  stop.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  await expect(untilAborted(never(), stop.signal)).rejects.toThrow("enough");
  // A promise that rejects afterwards is nobody's concern.
  await expect(untilAborted(Promise.reject(new Error("late")), stop.signal))
    .rejects.toThrow("enough");
});
