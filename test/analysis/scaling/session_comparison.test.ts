import { expect, test } from "vitest";
import { compareSessions } from "../../../src/analysis/scaling/session_comparison.ts";
import { toTestMeasuredRuns } from "../../testing/measured_runs.ts";

const of = (session: string, case_id: string, ...throughputs: number[]) =>
  toTestMeasuredRuns(throughputs, { session, case_id });

test("compareSessions() reports a significant difference by its direction, and noise as ~", () => {
  const five = (lowest: number) => [0, 1, 2, 3, 4].map((i) => lowest + i);
  const [compared] = compareSessions([
    ...of("s1", "a", ...five(100)),
    ...of("s2", "a", ...five(200)),
    ...of("s1", "b", ...five(100)),
    ...of("s2", "b", ...five(100.5)),
  ]);
  // 2 of the 252 splits of ten ranks, adjusted for two cases.
  expect(compared?.cases).toMatchObject([
    { case_id: "a", adjusted: expect.closeTo(4 / 252), verdict: "higher" },
    { case_id: "b", verdict: "~" },
  ]);
});

test("compareSessions() adjusts p for the number of comparisons", () => {
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
      // All four below all four: 2 of the 70 splits of eight ranks; 0.057 adjusted for two cases.
      p: expect.closeTo(2 / 70),
      leastP: expect.closeTo(2 / 70),
      adjusted: expect.closeTo(4 / 70),
      verdict: "too few runs",
    },
    expect.objectContaining({ case_id: "b", ratio: 1 }),
  ]);
});

test("compareSessions() reports too few runs for two runs on each side", () => {
  const [compared] = compareSessions([
    ...of("s1", "a", 1, 2),
    ...of("s2", "a", 1000, 2000),
  ]);
  expect(compared?.cases[0]?.p).toBeCloseTo(1 / 3);
  expect(compared?.cases[0]?.verdict).toBe("too few runs");
  expect(compared).toMatchObject({ ratio: 1000, lower: null, upper: null });
});

test("compareSessions() returns an interval of the ratio for six cases or more", () => {
  const cases = ["a", "b", "c", "d", "e", "f"];
  const [compared] = compareSessions(
    cases.flatMap((name, i) => [
      ...of("s1", name, 100),
      ...of("s2", name, 110 + i),
    ]),
  );
  // One against one is no evidence for a case; six cases that all rose are: a coin falls alike six times in 2 of 64.
  expect(compared?.p).toBeCloseTo(2 / 64);
  // The sign test's interval of six values is their whole range.
  expect(compared).toMatchObject({ lower: 1.1, upper: 1.15 });
  expect(compared?.ratio).toBeCloseTo(1.125);
});

test("compareSessions() skips sessions without a common case", () => {
  expect(compareSessions([...of("s1", "a", 1), ...of("s2", "b", 1)]))
    .toEqual([]);
});
