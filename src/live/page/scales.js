// @ts-check
/** Scales of charts, and their round values. */
import { MARGIN } from "./frame.js";

/**
 * A scale from 0 to a round value.
 * @param {readonly (number | null)[]} values
 * @param {number} height
 * @param {2 | 10} base of what is round
 */
export function linearScale(values, height, base) {
  /** @type {number} */
  const max =
    values.reduce((/** @type {number} */ a, b) => Math.max(a, b ?? 0), 0) || 1;
  const step = base === 2
    ? 2 ** Math.ceil(Math.log2(max / 3))
    : niceStep(max / 3);
  const top = Math.ceil(max / step) * step;
  const ticks = Array.from(
    { length: Math.round(top / step) + 1 },
    (_, i) => i * step,
  );
  const inner = height - MARGIN.top - MARGIN.bottom;
  return {
    ticks,
    y: (/** @type {number} */ v) => MARGIN.top + (1 - v / top) * inner,
  };
}

/**
 * A logarithmic scale of whole decades.
 * @param {readonly import("./chart.js").Series[]} series
 * @param {number} height
 */
export function logScale(series, height) {
  const values = series.flatMap(({ values }) => values).filter((v) =>
    v !== null && v > 0
  );
  const numbers = /** @type {number[]} */ (values);
  const high = numbers.reduce((a, b) => Math.max(a, b), 0) || 1;
  const low = numbers.reduce((a, b) => Math.min(a, b), high);
  const from = Math.floor(Math.log10(low));
  const until = Math.max(from + 1, Math.ceil(Math.log10(high)));
  const ticks = Array.from(
    { length: until - from + 1 },
    (_, i) => 10 ** (from + i),
  );
  const inner = height - MARGIN.top - MARGIN.bottom;
  return {
    ticks,
    y: (/** @type {number} */ v) =>
      MARGIN.top +
      (1 - (Math.log10(Math.max(v, 10 ** from)) - from) / (until - from)) *
        inner,
  };
}

/** @param {number} step */
function niceStep(step) {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 5, 10].find((factor) => factor * power >= step) ?? 10;
  return factor * power;
}

/** @param {number} seconds @param {number} width */
export function timeTicks(seconds, width) {
  const steps = [
    1,
    2,
    5,
    10,
    20,
    30,
    60,
    120,
    300,
    600,
    1200,
    1800,
    3600,
    7200,
    14400,
    43200,
    86400,
  ];
  const wanted = seconds / Math.max(2, width / 90);
  const step = steps.find((step) => step >= wanted) ?? 86400;
  return Array.from(
    { length: Math.floor(seconds / step) + 1 },
    (_, i) => i * step,
  );
}
