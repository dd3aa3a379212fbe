import { expect, test } from "vitest";
import {
  type FileLine,
  HeldStages,
  toFileLine,
} from "../../../src/ingest/stages/held_stages.ts";

function stage(at: number, fileLine: FileLine = toFileLine()) {
  const line = { at, source: "rep", origin: "", message: "m", data: {} };
  return { index: 0, line, fileLine };
}

test("HeldStages gives the stages of an entity once", () => {
  const held = new HeldStages(10);
  held.hold("a", stage(1));
  held.hold("a", stage(2));
  held.hold("b", stage(3));
  expect(held.take("a").map(({ line }) => line.at)).toEqual([1, 2]);
  expect([held.take("a"), held.isEmpty]).toEqual([[], false]);
  held.take("b");
  expect([held.isEmpty, held.ownerless]).toEqual([true, 0]);
});

test("HeldStages counts a line once, however many stages of it wait", () => {
  const held = new HeldStages(10);
  const line = toFileLine();
  held.hold("a", stage(1, line));
  held.hold("b", stage(1, line));
  expect([held.unusedLines, held.ownerless, line.waiting]).toEqual([1, 2, 2]);
  held.settle(held.take("a"));
  expect([held.unusedLines, held.ownerless]).toEqual([1, 1]);
  held.settle(held.take("b"));
  expect([held.unusedLines, held.ownerless]).toEqual([1, 0]);
});

test("HeldStages counts no line that was used", () => {
  const held = new HeldStages(10);
  const line = toFileLine();
  held.hold("a", stage(1, line));
  const taken = held.take("a");
  line.isUsed = true;
  held.settle(taken);
  expect(held.unusedLines).toBe(0);
});

test("HeldStages gives up the older half of too many", () => {
  const held = new HeldStages(4);
  for (const [at, key] of ["a", "b", "c", "d", "e"].entries()) {
    held.hold(key, stage(at));
  }
  expect([held.ownerless, held.unusedLines]).toEqual([5, 5]);
  expect(["a", "b", "c", "d", "e"].map((key) => held.take(key).length))
    .toEqual([0, 0, 0, 1, 1]);
  expect(held.ownerless).toBe(3);
});
