/** Counters of an adapter. */
import { expect, test } from "vitest";
import { BufferedLines } from "../../../../src/systems/forwarders/adapters/buffered_lines.ts";
import { toStatus } from "../../../../src/systems/forwarders/adapters/status.ts";

function bufferOf(...lines: readonly number[]) {
  const buffer = { lines: new BufferedLines(), before: 0, oldest: 1 };
  lines.forEach((count, index) => buffer.lines.stored(index + 1, count));
  return buffer;
}

test("sinks with a buffer each have its counters", () => {
  const buffers = [bufferOf(5), { ...bufferOf(5, 7), oldest: 2 }];
  expect(toStatus(buffers, [{ sent: 1 }, { sent: 2 }])).toEqual({
    sinks: [
      { queued: 5, dropped: 0, sent: 1 },
      { queued: 7, dropped: 5, sent: 2 },
    ],
    shared: { queued: null, dropped: null, sent: null },
  });
});

test("a buffer that sinks share is told apart from them", () => {
  expect(toStatus([bufferOf(5)], [{ sent: 1 }, { sent: 2 }])).toEqual({
    sinks: [
      { queued: null, dropped: null, sent: 1 },
      { queued: null, dropped: null, sent: 2 },
    ],
    shared: { queued: 5, dropped: 0, sent: null },
  });
});

test("lines of messages from before the adapter are not known, until the broker has none of them", () => {
  const status = (oldest: number) =>
    toStatus([{ ...bufferOf(), before: 3, oldest }], [{ sent: 0 }]).sinks;
  expect(status(3)).toEqual([{ queued: null, dropped: null, sent: 0 }]);
  expect(status(4)).toEqual([{ queued: 0, dropped: 0, sent: 0 }]);
});
