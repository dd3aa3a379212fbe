import { expect, test } from "vitest";
import { orderCounts } from "../../../src/statistics/basics/order.ts";

test("orderCounts() counts values at most and at least as large, ties together", () => {
  const { atMost, atLeast, group, groups } = orderCounts([3, 1, 3, 2]);
  expect([...atMost]).toEqual([4, 1, 4, 2]);
  expect([...atLeast]).toEqual([2, 4, 2, 3]);
  expect([...group]).toEqual([2, 0, 2, 1]);
  expect(groups).toBe(3);
  expect(orderCounts([]).groups).toBe(0);
});
