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

test("a heap keeps the order while events are added and taken in turns", () => {
  const random = seededRandom(5);
  const heap = emptyHeap();
  const known: { time: number; subject: number }[] = [];
  let subject = 0;
  for (let i = 0; i < 400; i++) {
    for (let n = Math.floor(12 * random()); n > 0; n--) {
      const time = Math.floor(100 * random());
      addEvent(heap, time, 0, subject, 2 * subject);
      known.push({ time, subject: subject++ });
    }
    known.sort((a, b) => a.time - b.time || a.subject - b.subject);
    for (let n = Math.floor(12 * random()); n > 0 && known.length > 0; n--) {
      const event = { time: 0, kind: 0, subject: 0, epoch: 0 };
      takeEvent(heap, event);
      const first = known.shift();
      expect(event).toMatchObject({ ...first, epoch: 2 * event.subject });
    }
    expect(heap.size).toBe(known.length);
    expect(nextTime(heap)).toBe(known[0]?.time ?? Infinity);
  }
});
