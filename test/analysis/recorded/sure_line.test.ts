import { expect, test } from "vitest";
import {
  maxBreakShare,
  sureLine,
} from "../../../src/analysis/recorded/sure_line.ts";

const at = (load: number, held: boolean | null) => ({ load, held });

test("sureLine() returns the highest load at or below which every run held", () => {
  expect(sureLine([
    at(100, true),
    at(200, true),
    at(200, true),
    at(300, false),
    at(300, true),
    at(400, true),
    at(500, false),
  ])).toEqual({
    ...{ held: 200, n: 2, below: 3, unknown: 0 },
    bound: expect.closeTo(0.7764, 4),
    ...{ broke: 300, broken: 1, judged: 2, contradictions: 2 },
  });
});

test("sureLine() counts unknown results neither as held nor as broken", () => {
  expect(sureLine([at(100, true), at(150, null), at(200, true), at(300, null)]))
    .toMatchObject({ held: 200, n: 1, unknown: 1, broke: null, judged: 0 });
  expect(sureLine([at(100, null)]))
    .toMatchObject({ held: null, n: 0, bound: null, broke: null });
});

test("sureLine() returns no line if the lowest load broke", () => {
  expect(sureLine([at(100, false), at(200, true)]))
    .toMatchObject({ held: null, broke: 100, contradictions: 1 });
});

test("maxBreakShare() returns the one-sided bound of Clopper and Pearson with no event", () => {
  // R 4.2: binom.test(0, n, alternative = "less")$conf.int[2]
  expect(maxBreakShare(1)).toBeCloseTo(0.95, 10);
  expect(maxBreakShare(3)).toBeCloseTo(0.6315968501, 9);
  expect(maxBreakShare(10)).toBeCloseTo(0.2588655509, 9);
  expect(maxBreakShare(0)).toBe(1);
});
