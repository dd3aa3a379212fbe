import { expect, test } from "vitest";
import {
  addLine,
  emptyJournal,
  linesByTime,
} from "../../../../src/systems/simulator/base/journal.ts";

test("linesByTime() sorts lines by time, those of one time as they were added", () => {
  const journal = emptyJournal(true);
  for (let i = 0; i < 10_000; i++) addLine(journal, (7 * i) % 100, 0, i, 0, -1);
  const lines = [...linesByTime(journal)];
  expect(lines).toHaveLength(10_000);
  expect(lines).toEqual(
    lines.toSorted((a, b) => journal.times[a]! - journal.times[b]! || a - b),
  );
  expect(journal.subjects[lines[0]!]).toBe(0);
});

test("a journal that is off keeps nothing", () => {
  const journal = emptyJournal(false);
  addLine(journal, 1, 0, 0, 0, -1);
  expect(linesByTime(journal)).toHaveLength(0);
});
