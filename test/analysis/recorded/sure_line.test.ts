import { expect, test } from "vitest";
import {
  maxFailShare,
  sureLine,
} from "../../../src/analysis/recorded/sure_line.ts";

const at = (value: number, met: boolean | null) => ({
  value,
  result: met === null
    ? "inconclusive" as const
    : met
    ? "passed" as const
    : "failed" as const,
});

test("sureLine() returns the highest load at or below which every run passed", () => {
  expect(sureLine([
    at(100, true),
    at(200, true),
    at(200, true),
    at(300, false),
    at(300, true),
    at(400, true),
    at(500, false),
  ])).toEqual({
    ...{ passed: 200, n: 2, below: 3, unknown: 0 },
    bound: expect.closeTo(0.7764, 4),
    ...{ failed: 300, failures: 1, judged: 2, contradictions: 2 },
    stable: false,
  });
});

test("sureLine() counts unknown results neither as passed nor as failed", () => {
  expect(sureLine([at(100, true), at(150, null), at(200, true), at(300, null)]))
    .toMatchObject({ passed: 200, n: 1, unknown: 1, failed: null, judged: 0 });
  expect(sureLine([at(100, null)]))
    .toMatchObject({ passed: null, n: 0, bound: null, failed: null });
});

test("sureLine() returns no line if the lowest load failed", () => {
  expect(sureLine([at(100, false), at(200, true)]))
    .toMatchObject({ passed: null, failed: 100, contradictions: 1 });
});

test("maxFailShare() returns the one-sided bound of Clopper and Pearson with no event", () => {
  // R 4.2: binom.test(0, n, alternative = "less")$conf.int[2]
  expect(maxFailShare(1)).toBeCloseTo(0.95, 10);
  expect(maxFailShare(3)).toBeCloseTo(0.6315968501, 9);
  expect(maxFailShare(10)).toBeCloseTo(0.2588655509, 9);
  expect(maxFailShare(0)).toBe(1);
});
