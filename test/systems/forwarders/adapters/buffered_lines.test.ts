/** Lines of a buffer whose broker knows messages only. */
import { expect, test } from "vitest";
import { BufferedLines } from "../../../../src/systems/forwarders/adapters/buffered_lines.ts";

test("what is stored is queued until it is done", () => {
  const lines = new BufferedLines();
  lines.stored(1, 10);
  lines.stored(2, 5);
  lines.done(1, 10);
  expect(lines.read(1)).toEqual({ queued: 5, dropped: 0 });
});

test("what the broker no longer has, and was not delivered, was dropped", () => {
  const lines = new BufferedLines();
  for (const number of [1, 2, 3]) lines.stored(number, 10);
  lines.done(1, 10);
  expect(lines.read(3)).toEqual({ queued: 10, dropped: 10 });
});

test("a message that was dropped after it had been fetched is not lost", () => {
  const lines = new BufferedLines();
  lines.stored(1, 10);
  lines.stored(2, 10);
  expect(lines.read(2)).toEqual({ queued: 10, dropped: 10 });
  lines.done(1, 10);
  expect(lines.read(2)).toEqual({ queued: 10, dropped: 0 });
});

test("a message may be done before the answer to its publication arrives", () => {
  const lines = new BufferedLines();
  lines.done(1, 10);
  lines.stored(1, 10);
  expect(lines.read(1)).toEqual({ queued: 0, dropped: 0 });
});
