import { expect, test } from "vitest";
import { inParallel } from "../../../src/systems/support/in_parallel.ts";

test("inParallel() does all, at most as many at once as it may", async () => {
  let [now, most] = [0, 0];
  const done: number[] = [];
  await inParallel([1, 2, 3, 4, 5], 2, async (item) => {
    most = Math.max(most, ++now);
    await Promise.resolve();
    now--;
    done.push(item);
  });
  expect(done.toSorted()).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test("inParallel() rejects with the first error, and begins no more", async () => {
  const begun: number[] = [];
  const all = inParallel([1, 2, 3, 4], 1, (item) => {
    begun.push(item);
    return item === 2 ? Promise.reject(new Error("no")) : Promise.resolve();
  });
  await expect(all).rejects.toThrow("no");
  expect(begun).toEqual([1, 2]);
});
