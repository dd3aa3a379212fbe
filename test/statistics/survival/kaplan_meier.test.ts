import { expect, test } from "vitest";
import { kaplanMeier } from "../../../src/statistics/mod.ts";
import { placebo, sixMp } from "./leukaemia.ts";

/** Rows of the curve at which something ended. */
function ends(curve: ReturnType<typeof kaplanMeier>) {
  return curve.steps.filter(({ ended }) => ended > 0);
}

test("kaplanMeier() gives the remissions of Freireich and Gehan", () => {
  // Kleinbaum and Klein, Survival Analysis, 3rd ed., table 2.2; standard errors of statsmodels 0.15.0, SurvfuncRight.
  const rows = ends(kaplanMeier(sixMp.weeks, sixMp.ended));
  expect(rows.map(({ time, atRisk, ended }) => [time, atRisk, ended])).toEqual([
    [6, 21, 3],
    [7, 17, 1],
    [10, 15, 1],
    [13, 12, 1],
    [16, 11, 1],
    [22, 7, 1],
    [23, 6, 1],
  ]);
  expect(rows.map(({ survival }) => survival.toFixed(4))).toEqual([
    "0.8571",
    "0.8067",
    "0.7529",
    "0.6902",
    "0.6275",
    "0.5378",
    "0.4482",
  ]);
  expect(rows.map(({ standardError }) => standardError?.toFixed(7))).toEqual([
    "0.0763604",
    "0.0869353",
    "0.0963497",
    "0.1068147",
    "0.1140539",
    "0.1282338",
    "0.1345915",
  ]);
});

// Reference: lifelines 0.30.3, KaplanMeierFitter(alpha).fit(weeks, ended).confidence_interval_.
test.each([
  { data: sixMp, time: 6, level: 0.95, lower: 0.619718, upper: 0.9515517 },
  { data: sixMp, time: 10, level: 0.95, lower: 0.5031995, upper: 0.8893618 },
  { data: sixMp, time: 23, level: 0.95, lower: 0.188052, upper: 0.6801426 },
  { data: sixMp, time: 35, level: 0.95, lower: 0.188052, upper: 0.6801426 },
  { data: sixMp, time: 10, level: 0.9, lower: 0.5511234, upper: 0.8735812 },
  { data: placebo, time: 1, level: 0.95, lower: 0.6700459, upper: 0.9752941 },
  { data: placebo, time: 8, level: 0.95, lower: 0.1830665, upper: 0.5777887 },
  { data: placebo, time: 22, level: 0.95, lower: 0.0033245, upper: 0.1970449 },
  { data: placebo, time: 8, level: 0.9, lower: 0.2121449, upper: 0.5484261 },
])(
  "kaplanMeier() has the interval of lifelines at week $time of $data.name, $level",
  ({ data, time, level, ...bounds }) => {
    const { steps } = kaplanMeier(data.weeks, data.ended, {
      confidence: level,
    });
    const step = steps.find((step) => step.time === time);
    expect(step?.lower).toBeCloseTo(bounds.lower, 6);
    expect(step?.upper).toBeCloseTo(bounds.upper, 6);
  },
);

test("kaplanMeier() without censoring is the share of longer durations", () => {
  for (
    const step of kaplanMeier(placebo.weeks, placebo.ended).steps.slice(0, -1)
  ) {
    const longer = placebo.weeks.filter((week) => week > step.time).length;
    const share = longer / 21;
    expect(step.survival).toBeCloseTo(share, 12);
    expect(step.standardError)
      .toBeCloseTo(Math.sqrt(share * (1 - share) / 21), 12);
  }
});

test("kaplanMeier() counts durations censored at the time of an end as longer", () => {
  const { steps, n, censored } = kaplanMeier([2, 2, 1, 5], [
    true,
    false,
    false,
    true,
  ]);
  expect({ n, censored }).toEqual({ n: 4, censored: 2 });
  expect(steps).toMatchObject([
    { time: 1, atRisk: 4, ended: 0, censored: 1, survival: 1 },
    { time: 2, atRisk: 3, ended: 1, censored: 1 },
    { time: 5, atRisk: 1, ended: 1, censored: 0, survival: 0 },
  ]);
  expect(steps[1]?.survival).toBeCloseTo(2 / 3, 12);
});

test("kaplanMeier() has no interval if survival is 1 or 0", () => {
  const { steps } = kaplanMeier([1, 2], [false, true]);
  expect(steps).toMatchObject([
    { survival: 1, standardError: 0, lower: null, upper: null },
    { survival: 0, standardError: null, lower: null, upper: null },
  ]);
  expect(kaplanMeier([], []).steps).toEqual([]);
});

test("kaplanMeier() refuses impossible durations", () => {
  expect(() => kaplanMeier([1, 2], [true])).toThrow("in number: 2 and 1");
  expect(() => kaplanMeier([-1], [true])).toThrow("not finite: -1");
  expect(() => kaplanMeier([Infinity], [false])).toThrow(RangeError);
  expect(() => kaplanMeier([NaN], [false])).toThrow(RangeError);
});
