import { expect, test } from "vitest";
import { withEnoughTime } from "./enough_time.ts";

const act = (seconds: number) => Promise.resolve(seconds);

test("withEnoughTime() returns the first result that is far enough", async () => {
  expect(await withEnoughTime(0.5, act, () => true)).toBe(0.5);
  expect(await withEnoughTime(0.5, act, (seconds) => seconds > 1)).toBe(2);
});

test("withEnoughTime() returns the last result if none is", async () => {
  const tried: number[] = [];
  const last = await withEnoughTime(4, (seconds) => {
    tried.push(seconds);
    return act(seconds);
  }, () => false);
  expect([last, tried]).toEqual([16, [4, 8, 16]]);
});
