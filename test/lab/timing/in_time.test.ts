import { expect, test } from "vitest";
import { inTime } from "../../../src/lab/timing/in_time.ts";

const never = () => new Promise<never>(() => {});

const options = (seconds: number, signal = new AbortController().signal) => ({
  ...{ seconds, signal },
  late: () => new Error(`nothing came in ${seconds} s`),
});

test("inTime() returns what a promise resolves to, and throws what it rejects with", async () => {
  expect(await inTime(Promise.resolve(7), options(60))).toBe(7);
  await expect(inTime(Promise.reject(new Error("lost")), options(60)))
    .rejects.toThrow("lost");
});

test("inTime() waits no longer than it may", async () => {
  await expect(inTime(never(), options(0.01))).rejects
    .toThrow("nothing came in 0.01 s");
});

test("inTime() ends with its signal, also if that was aborted before", async () => {
  const stop = new AbortController();
  const waiting = inTime(never(), options(60, stop.signal));
  stop.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  await expect(inTime(never(), options(60, stop.signal))).rejects
    .toThrow("enough");
});

test("inTime() needs no signal, and drops the error of what it gave up", async () => {
  const work = Promise.withResolvers<number>();
  await expect(inTime(work.promise, {
    seconds: 0.01,
    late: () => new Error("too late"),
  })).rejects.toThrow("too late");
  // An error that nobody handles would end this test.
  work.reject(new Error("lost"));
  await new Promise((resolve) => setTimeout(resolve, 1));
});
