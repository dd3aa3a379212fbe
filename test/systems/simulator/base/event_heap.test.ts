import { expect, test } from "vitest";
import { seededRandom } from "../../../../src/statistics/mod.ts";
import {
  addEvent,
  emptyHeap,
  nextTime,
  takeEvent,
} from "../../../../src/systems/simulator/base/event_heap.ts";

test("a heap returns events by time, those of one time in the order they were added", () => {
  const random = seededRandom(7);
  const heap = emptyHeap();
  const added = Array.from({ length: 5000 }, (_, i) => {
    const time = Math.floor(500 * random());
    addEvent(heap, time, i % 7, i, i + 1);
    return { time, kind: i % 7, subject: i, epoch: i + 1 };
  });
  const taken = added.map(() => {
    const event = { time: 0, kind: 0, subject: 0, epoch: 0 };
    expect(nextTime(heap)).toBeLessThan(500);
    takeEvent(heap, event);
    return event;
  });
  expect(taken).toEqual(
    added.toSorted((a, b) => a.time - b.time || a.subject - b.subject),
  );
  expect(nextTime(heap)).toBe(Infinity);
});
