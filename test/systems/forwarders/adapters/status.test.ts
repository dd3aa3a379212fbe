/** Counters of an adapter. */
import { expect, test } from "vitest";
import { BufferedLines } from "../../../../src/systems/forwarders/adapters/buffered_lines.ts";
import { toStatus } from "../../../../src/systems/forwarders/adapters/status.ts";

function bufferOf(...lines: readonly number[]) {
  const buffer = { lines: new BufferedLines(), oldest: 1 };
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
