/** How far numbers are done that are done in any order. */
import { expect, test } from "vitest";
import { DonePrefix } from "../../../../src/systems/forwarders/adapters/done_prefix.ts";

test("a number counts once all before it are done", () => {
  const done = new DonePrefix();
  const ends = [2, 3, 1, 5, 1].map((number) => {
    done.add(number);
    return done.end;
  });
  expect(ends).toEqual([0, 0, 3, 3, 3]);
});

test("what was dropped is skipped", () => {
  const done = new DonePrefix();
  done.add(4);
  done.add(6);
  done.skipTo(3);
  expect(done.end).toBe(4);
  done.skipTo(5);
  expect(done.end).toBe(6);
  done.skipTo(1);
  expect(done.end).toBe(6);
});
