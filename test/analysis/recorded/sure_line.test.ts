import { expect, test } from "vitest";
import { mostBreaks, sureLine } from "../../../src/analysis/recorded/sure_line.ts";

const at = (load: number, held: boolean | null) => ({ load, held });

test("sureLine() is the highest load at or below which every run held", () => {
  expect(sureLine([
    at(100, true),
    at(200, true),
    at(200, true),
    at(300, false),
    at(300, true),
    at(400, true),
    at(500, false),
  ])).toEqual({
    ...{ held: 200, n: 2, below: 3, untold: 0 },
    bound: expect.closeTo(0.7764, 4),
    ...{ broke: 300, broken: 1, judged: 2, contradictions: 2 },
  });
});

test("sureLine() does not count what cannot be told as held, nor as broken", () => {
  expect(sureLine([at(100, true), at(150, null), at(200, true), at(300, null)]))
    .toMatchObject({ held: 200, n: 1, untold: 1, broke: null, judged: 0 });
  expect(sureLine([at(100, null)]))
    .toMatchObject({ held: null, n: 0, bound: null, broke: null });
});

test("sureLine() has no line where the lowest load broke", () => {
  expect(sureLine([at(100, false), at(200, true)]))
    .toMatchObject({ held: null, broke: 100, contradictions: 1 });
});

test("mostBreaks() is the one-sided bound of Clopper and Pearson with no event", () => {
  // R 4.2: binom.test(0, n, alternative = "less")$conf.int[2]
  expect(mostBreaks(1)).toBeCloseTo(0.95, 10);
  expect(mostBreaks(3)).toBeCloseTo(0.6315968501, 9);
  expect(mostBreaks(10)).toBeCloseTo(0.2588655509, 9);
  expect(mostBreaks(0)).toBe(1);
});
