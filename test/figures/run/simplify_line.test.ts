import { expect, test } from "vitest";
import {
  simplifyLine,
  simplifySteps,
} from "../../../src/figures/run/simplify_line.ts";

const line = (...values: number[]) => values.map((y, x) => ({ x, y }));
const xs = (points: readonly { readonly x: number }[]) =>
  points.map(({ x }) => x);

test("simplifySteps() keeps the last point of each step, and where the line begins", () => {
  expect(xs(simplifySteps(line(5, 5, 5, 0, 0, 9, 9), 0.1)))
    .toEqual([0, 2, 4, 6]);
});

test("simplifySteps() does not drift: a slow slope stays within its tolerance", () => {
  const slope = line(...Array.from({ length: 100 }, (_, i) => i));
  const kept = simplifySteps(slope, 10);
  for (const { x, y } of slope) {
    const next = kept.find((point) => point.x >= x);
    expect(Math.abs((next?.y ?? NaN) - y)).toBeLessThanOrEqual(10);
  }
  expect(kept.length).toBeLessThan(12);
});

test("simplifyLine() keeps the ends of straight parts", () => {
  expect(xs(simplifyLine(line(0, 0, 0, 1, 2, 3, 0), 0.01)))
    .toEqual([0, 2, 5, 6]);
});

test("simplifyLine() keeps every point to its tolerance", () => {
  const wave = line(
    ...Array.from({ length: 200 }, (_, i) => 100 * Math.sin(i / 20)),
  );
  const kept = simplifyLine(wave, 1);
  expect(kept.length).toBeLessThan(60);
  for (const { x, y } of wave) {
    const after = kept.findIndex((point) => point.x >= x);
    const [a, b] = [kept[Math.max(0, after - 1)], kept[after]];
    if (!a || !b) throw new TypeError("no segment");
    const share = b.x === a.x ? 1 : (x - a.x) / (b.x - a.x);
    expect(Math.abs(a.y + share * (b.y - a.y) - y)).toBeLessThanOrEqual(1);
  }
});

test("lines keep their breaks, and may be empty", () => {
  const broken = line(1, 1, NaN, 1, 1);
  expect(xs(simplifySteps(broken, 0.1))).toEqual([0, 1, 2, 4]);
  expect(simplifyLine(broken, 0.1)).toContainEqual({ x: 2, y: NaN });
  expect(simplifyLine([], 1)).toEqual([]);
  expect(simplifySteps([], 1)).toEqual([]);
});
