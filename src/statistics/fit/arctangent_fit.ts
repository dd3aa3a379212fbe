/** Fits y = a + b atan(c x), growth with saturation, by least squares. */
import { requireFinite } from "../basics/finite.ts";
import { goldenSection } from "../basics/golden_section.ts";

/** Fitted arctangent, with its quality. */
export interface ArctangentFit {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** 1 - residual / total sum of squares; 1 for a constant y. */
  readonly r2: number;
  readonly n: number;
}

/**
 * Fits a, b and c by variable projection (Golub and Pereyra, SIAM J. Numer. Anal. 10, 1973): for a given c the best a
 * and b are those of a straight line in atan(c x), so only c is searched, first over seven decades about 1/max(x),
 * then by golden section about the best of them.
 *
 * Throws `RangeError` unless there are at least four points, two different x and only finite values.
 */
export function fitArctangent(
  x: readonly number[],
  y: readonly number[],
): ArctangentFit {
  const scale = Math.max(...x.map(Math.abs));
  if (x.length < 4 || x.length !== y.length || new Set(x).size < 2) {
    throw new RangeError(
      `Cannot fit an arctangent as it needs four points with different x: current count is ${x.length}`,
    );
  }
  requireFinite(x, "fit an arctangent", "x");
  requireFinite(y, "fit an arctangent", "y");
  const at = (logC: number) => line(x.map((v) => Math.atan(10 ** logC * v)), y);
  const middle = -Math.log10(scale);
  const grid = Array.from({ length: 281 }, (_, i) => middle - 2 + i / 40);
  const best = grid.reduce((a, b) => at(b).residual < at(a).residual ? b : a);
  const logC = goldenSection(
    (value) => at(value).residual,
    best - 0.05,
    best + 0.05,
  );
  const { intercept, slope, residual, total } = at(logC);
  return {
    a: intercept,
    b: slope,
    c: 10 ** logC,
    r2: y.every((value) => value === y[0]) ? 1 : 1 - residual / total,
    n: x.length,
  };
}

function line(x: readonly number[], y: readonly number[]) {
  const n = x.length;
  const meanX = x.reduce((a, b) => a + b, 0) / n;
  const meanY = y.reduce((a, b) => a + b, 0) / n;
  let [xx, xy, total] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [dx, dy] = [x[i]! - meanX, y[i]! - meanY];
    xx += dx * dx;
    xy += dx * dy;
    total += dy * dy;
  }
  const slope = xx === 0 ? 0 : xy / xx;
  return {
    intercept: meanY - slope * meanX,
    slope,
    residual: total - slope * xy,
    total,
  };
}
