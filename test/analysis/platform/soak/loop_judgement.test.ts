import { expect, test } from "vitest";
import { judgeLoop } from "../../../../src/analysis/platform/soak/loop_judgement.ts";
import {
  type LoopBudget,
  loopBudgets,
} from "../../../../src/analysis/platform/soak/loop_budgets.ts";

const base: LoopBudget = {
  ...{ metric: "m", label: "m", interval: 30, statistic: "max" },
  ...{ yellow: 10, red: 20, planned: false },
};

/** Values of two windows of a quarter of an hour each: 30 values, then the others. */
function toPoints(values: readonly number[]) {
  return values.map((value, i) => ({ at: 1000 + 30 * i, value }));
}

test("judgeLoop() looks at windows of a quarter of an hour", () => {
  const calm = Array.from({ length: 60 }, () => 1);
  expect(judgeLoop(toPoints(calm), base)).toEqual({
    ...{ verdict: "within", windows: 2, yellow_share: 0, red_share: 0 },
    ...{ worst: 1, late: 0 },
  });
  expect(judgeLoop(toPoints(calm.with(45, 10)), base)).toMatchObject({
    ...{ verdict: "yellow", yellow_share: 0.5, worst: 10 },
  });
  expect(judgeLoop(toPoints(calm.with(45, 20)), base)).toMatchObject({
    ...{ verdict: "red", red_share: 0.5 },
  });
});

test("judgeLoop() takes a loop longer than its interval for late, without levels too", () => {
  const points = toPoints([1, 31, 32]);
  const loop = { ...base, yellow: null, red: null };
  expect(judgeLoop(points, loop)).toMatchObject({ verdict: "late", late: 2 });
  expect(judgeLoop(toPoints([1]), loop).verdict).toBe("within");
});

test("judgeLoop() averages latencies, and takes counters by their growth a minute", () => {
  const mean = { ...base, statistic: "mean", interval: null } as const;
  expect(judgeLoop(toPoints([1, 1, 25]), mean)).toMatchObject({
    ...{ verdict: "within", worst: 9 },
  });
  const growth = { ...mean, statistic: "growth", yellow: 0.5, red: 1 } as const;
  // Two in 90 s are one and a third a minute; a restart from 0 counts what came after.
  expect(judgeLoop(toPoints([5, 5, 6, 1]), growth)).toMatchObject({
    ...{ verdict: "red", worst: 60 * 2 / 90 },
  });
  expect(judgeLoop(toPoints([5]), growth)).toMatchObject({
    ...{ verdict: "none", windows: 0, worst: null },
  });
});

test("judgeLoop() has no verdict without a level or an interval", () => {
  const present = loopBudgets.find(({ metric }) => metric === "PresentCells");
  expect(present && judgeLoop(toPoints([10]), present).verdict).toBe("none");
});

test("the plan of 2015 asks for three metrics, which come first", () => {
  expect(loopBudgets.map(({ planned }) => planned).indexOf(false)).toBe(3);
  expect(loopBudgets.filter(({ planned }) => planned)).toHaveLength(3);
});
