import { expect, test } from "vitest";
import { within } from "../../../src/lab/timing/within.ts";

test("within() returns the result, or the error, of work that ends in time", async () => {
  expect(await within(60, Promise.resolve(3))).toBe(3);
  await expect(within(60, Promise.reject(new Error("no")))).rejects
    .toThrow("no");
});

test("within() gives up what does not, and drops its error", async () => {
  const work = Promise.withResolvers<number>();
  await expect(within(0.01, work.promise)).rejects.toMatchObject({
    name: "TimeoutError",
    message: "it took more than 0.01 s",
  });
  // An error that nobody handles would end this test.
  work.reject(new Error("late"));
  await new Promise((resolve) => setTimeout(resolve, 1));
});
