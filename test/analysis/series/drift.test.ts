import { expect, test } from "vitest";
import { driftOf } from "../../../src/analysis/series/drift.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";

const span = { from: 1000, until: 2800 };
const seconds = Array.from({ length: 1800 }, (_, i) => i);

function toPoints(of: (second: number) => number) {
  return seconds.map((second) => ({ at: 1000 + second, value: of(second) }));
}

test("driftOf() estimates the slope of a line and ignores its ends", () => {
  const drift = driftOf(
    toPoints((second) => second < 170 || second >= 1630 ? 0 : 500 + 2 * second),
    { span },
  );
  expect(drift).toMatchObject({ verdict: "grows" });
  expect(drift?.slope).toBeCloseTo(2);
  expect(drift?.level).toBeCloseTo(500 + 2 * 900, -1);
});

test("driftOf() reports noise as flat at the rate of its confidence level", () => {
  const random = seededRandom(3);
  const verdicts = Array.from(
    { length: 100 },
    () => driftOf(toPoints(() => 100 + random()), { span })?.verdict,
  );
  // 95 of 100 are expected; 89 or fewer have a chance of 1 in 90.
  expect(verdicts.filter((verdict) => verdict === "flat").length)
    .toBeGreaterThanOrEqual(89);
});

test("driftOf() reports no drift for an autocorrelated level", () => {
  const random = seededRandom(5);
  const verdicts = Array.from({ length: 100 }, () => {
    let level = 0;
    // Half of it is left after 60 s, longer than a bin of 24 s.
    const step = () => level = 0.9885 * level + random() - 0.5;
    for (let warming = 0; warming < 600; warming++) step();
    const wandering = seconds.map(step);
    return driftOf(toPoints((second) => wandering[second] ?? NaN), { span })
      ?.verdict;
  });
  // Without the correction for correlated medians it is 51.
  expect(verdicts.filter((verdict) => verdict === "flat").length)
    .toBeGreaterThanOrEqual(80);
});

test("driftOf() reports falls, and null with too few points", () => {
  expect(driftOf(toPoints((second) => -second), { span })?.verdict)
    .toBe("falls");
  expect(driftOf(toPoints((second) => second).slice(0, 200), { span }))
    .toBeNull();
});
