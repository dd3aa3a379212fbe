import { expect, test } from "vitest";
import {
  type LoopRow,
  type LoopTimes,
  plotLoopBudgets,
} from "../../../src/figures/platform/loop_budgets.ts";
import { expectGolden } from "../golden.ts";

const times = (series: string, median: number): LoopTimes => ({
  ...{ series, n: 2880, median, p95: 1.3 * median, max: 2 * median },
});

const row: LoopRow = {
  ...{ label: "convergence of instances", interval: 30, yellow: 10, red: 20 },
  times: [times("10 cells", 0.05), times("100 cells", 0.31)],
};

test("plotLoopBudgets() draws each loop of each series against its limits", async () => {
  const figure = plotLoopBudgets([
    row,
    {
      ...{ label: "sync of routes", interval: 60, yellow: null, red: null },
      times: [times("10 cells", 0.04), times("100 cells", 31)],
    },
    {
      ...{ label: "latency of the BBS", interval: null, yellow: 5, red: 10 },
      times: [times("100 cells", 0), times("10 cells", 6)],
    },
  ], { title: "Loops against their budgets", caption: "One day." });
  expect(figure.n).toBe(6 * 2880);
  for (const label of ["interval of the loop", "yellow alert", "red alert"]) {
    expect(figure.svg).toContain(`>${label}<`);
  }
  expect(figure.svg).toContain(">620 ms<");
  expect(figure.data.rows[1]).toEqual([
    ...["convergence of instances", "100 cells", 2880, 0.31, 0.403, 0.62],
    ...[30, 10, 20],
  ]);
  await expectGolden(figure, "loop_budgets");
});

test("plotLoopBudgets() explains no limit that no loop has, and refuses no loop", () => {
  const bare = { ...row, interval: null, yellow: null, red: null };
  const { svg } = plotLoopBudgets([bare], { title: "x" });
  expect(svg).not.toMatch(/alert|interval of/);
  expect(() => plotLoopBudgets([], { title: "x" })).toThrow(
    "no loop was timed",
  );
  const zeros = { ...bare, times: [times("10 cells", 0)] };
  expect(plotLoopBudgets([zeros], { title: "x" }).n).toBe(2880);
});
