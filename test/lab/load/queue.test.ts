import { expect, test } from "vitest";
import { Fifo } from "../../../src/lab/load/queue.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";

test("Fifo returns items in the order of an array", () => {
  const random = seededRandom(5);
  const fifo = new Fifo<number>();
  const array: number[] = [];
  for (let i = 0; i < 5000; i++) {
    if (random() < 0.55) {
      fifo.push(i);
      array.push(i);
    } else expect(fifo.shift()).toBe(array.shift());
    expect(fifo.length).toBe(array.length);
  }
  expect([...fifo]).toEqual(array);
});

test("Fifo.shift() of an empty queue is undefined", () => {
  const fifo = new Fifo<number>();
  expect(fifo.shift()).toBeUndefined();
  fifo.push(1);
  expect([fifo.shift(), fifo.shift()]).toEqual([1, undefined]);
  expect([...fifo]).toEqual([]);
});

test("Fifo.shift() does not slow down with the length of the queue", () => {
  const fifo = new Fifo<number>();
  for (let i = 0; i < 500_000; i++) fifo.push(i);
  const measure = () => {
    const from = performance.now();
    for (let i = 0; i < 50_000; i++) {
      fifo.shift();
      fifo.push(i);
    }
    return performance.now() - from;
  };
  // Array.shift() takes seven seconds. A busy machine does not stop each of these for long.
  expect(Math.min(measure(), measure(), measure())).toBeLessThan(700);
});
