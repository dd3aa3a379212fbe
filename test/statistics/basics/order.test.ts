import { expect, test } from "vitest";
import { orderCounts } from "../../../src/statistics/basics/order.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";

test("orderCounts() counts values at most and at least as large, ties together", () => {
  const { atMost, atLeast, group, groups } = orderCounts([3, 1, 3, 2]);
  expect([...atMost]).toEqual([4, 1, 4, 2]);
  expect([...atLeast]).toEqual([2, 4, 2, 3]);
  expect([...group]).toEqual([2, 0, 2, 1]);
  expect(groups).toBe(3);
  expect(orderCounts([]).groups).toBe(0);
});

test("orderCounts() agrees with counting, with zeros of either sign and numbers below zero", () => {
  const random = seededRandom(1);
  const values = Array.from(
    { length: 200 },
    (_, i) => i % 5 === 0 ? -0 : Math.floor(random() * 40 - 20) / 4,
  );
  const { atMost, atLeast, group, groups } = orderCounts(values);
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  expect(groups).toBe(distinct.length);
  for (const [i, value] of values.entries()) {
    expect(atMost[i]).toBe(values.filter((other) => other <= value).length);
    expect(atLeast[i]).toBe(values.filter((other) => other >= value).length);
    expect(group[i]).toBe(distinct.findIndex((other) => other === value));
  }
});

test("orderCounts() counts values that were changed again", () => {
  const values = [3, 1, 2];
  const before = orderCounts(values);
  expect(orderCounts([3, 1, 2])).toBe(before);
  values[0] = 0;
  expect([...orderCounts(values).atMost]).toEqual([1, 2, 3]);
  expect([...before.atMost]).toEqual([3, 1, 2]);
  for (let i = 0; i < 40; i++) orderCounts([i, 7, 8]);
  expect([...orderCounts([3, 1, 2]).atMost]).toEqual([3, 1, 2]);
  expect([...orderCounts([3, 1]).atMost]).toEqual([2, 1]);
});
