import { expect, test } from "vitest";
import {
  plotPushProgress,
  type PushProgressRow,
} from "../../../src/figures/platform/push_progress.ts";
import { expectGolden } from "../golden.ts";

const rows: readonly PushProgressRow[] = [10, 100].flatMap((cells) =>
  ["r1", "r2"].flatMap((run, j) =>
    Array.from({ length: 30 }, (_, i) => ({
      ...{ series: `${cells} cells`, run: `${cells}-${run}` },
      ...{ from: i, to: i + 1, done: (i + 1) / 0.3 - (i < 29 ? j : 0) },
      rate: 3 + Math.sin(i + j),
      failed: Math.floor(i / 10) * 0.2,
    }))
  )
);
const options = { title: "Pushes over time" };

test("plotPushProgress() draws a line for each run in three panels", async () => {
  const figure = plotPushProgress(rows, options);
  expect(figure.n).toBe(4);
  expect(figure.data.rows).toHaveLength(120);
  expect(figure.svg).toContain("time since the first push (min)");
  expect(figure.svg.match(/data-series="10 cells"/g)).toHaveLength(3);
  await expectGolden(figure, "push_progress");
});

test("plotPushProgress() draws a run without a success, and refuses no rows", () => {
  const none = rows.slice(0, 1).map((row) => ({
    ...row,
    ...{ done: 0, rate: 0, failed: 0 },
  }));
  expect(plotPushProgress(none, options).svg).not.toMatch(/NaN|Infinity/);
  expect(() => plotPushProgress([], options)).toThrow("as there are no runs");
});
