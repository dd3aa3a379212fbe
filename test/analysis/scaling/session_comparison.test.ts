import { expect, test } from "vitest";
import { compareSessions } from "../../../src/analysis/scaling/session_comparison.ts";
import { toTestMeasuredRuns } from "../../testing/measured_runs.ts";

const of = (session: string, case_id: string, ...throughputs: number[]) =>
  toTestMeasuredRuns(throughputs, { session, case_id });

test("compareSessions() calls a clear difference by its direction, and noise ~", () => {
  const five = (least: number) => [0, 1, 2, 3, 4].map((i) => least + i);
  const [compared] = compareSessions([
    ...of("s1", "a", ...five(100)),
    ...of("s2", "a", ...five(200)),
    ...of("s1", "b", ...five(100)),
    ...of("s2", "b", ...five(100.5)),
  ]);
  // 2 of the 252 ways to deal ten ranks, twice.
  expect(compared?.cases).toMatchObject([
    { case_id: "a", adjusted: expect.closeTo(4 / 252), verdict: "higher" },
    { case_id: "b", verdict: "~" },
  ]);
});

test("compareSessions() asks more of two comparisons than of one", () => {
  const [compared, ...others] = compareSessions([
    ...of("s2", "a", 200, 210, 220, 230),
    ...of("s1", "a", 100, 110, 120, 130),
    ...of("s1", "b", 100, 110, 120, 130),
    ...of("s2", "b", 105, 112, 118, 125),
    ...of("s1", "c", 1),
  ]);
  expect(others).toEqual([]);
  expect(compared).toMatchObject({ before: "s1", after: "s2", unmatched: 1 });
  expect(compared?.cases).toEqual([
    {
      case_id: "a",
      ...{ before: 115, after: 215, n: [4, 4] },
      ratio: 215 / 115,
      // All four below all four: 2 of the 70 ways to deal eight ranks; two cases are compared, which is 0.057.
      p: expect.closeTo(2 / 70),
      leastP: expect.closeTo(2 / 70),
      adjusted: expect.closeTo(4 / 70),
      verdict: "too few runs",
    },
    expect.objectContaining({ case_id: "b", ratio: 1 }),
  ]);
});

test("compareSessions() can tell nothing from two runs on each side", () => {
  const [compared] = compareSessions([
    ...of("s1", "a", 1, 2),
    ...of("s2", "a", 1000, 2000),
  ]);
  expect(compared?.cases[0]?.p).toBeCloseTo(1 / 3);
  expect(compared?.cases[0]?.verdict).toBe("too few runs");
  expect(compared).toMatchObject({ ratio: 1000, lower: null, upper: null });
});

test("compareSessions() has an interval of the ratio over six cases or more", () => {
  const cases = ["a", "b", "c", "d", "e", "f"];
  const [compared] = compareSessions(
    cases.flatMap((name, i) => [
      ...of("s1", name, 100),
      ...of("s2", name, 110 + i),
    ]),
  );
  // One against one says nothing of a case; six cases that all rose do, as a coin falls six times alike: 2 of 64.
  expect(compared?.p).toBeCloseTo(2 / 64);
  // The sign test's interval of six values is from the least to the greatest.
  expect(compared).toMatchObject({ lower: 1.1, upper: 1.15 });
  expect(compared?.ratio).toBeCloseTo(1.125);
});

test("compareSessions() has nothing to say of sessions without a case in common", () => {
  expect(compareSessions([...of("s1", "a", 1), ...of("s2", "b", 1)]))
    .toEqual([]);
});
