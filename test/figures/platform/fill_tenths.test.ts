import { expect, test } from "vitest";
import {
  type FillTenthRow,
  plotFillTenths,
} from "../../../src/figures/platform/fill_tenths.ts";
import { expectGolden } from "../golden.ts";

const rows: readonly FillTenthRow[] = ["10 cells", "20 cells", "50 cells"]
  .flatMap((column, i) =>
    ["push", "start"].flatMap((row) =>
      ["r1", "r2"].flatMap((run, j) =>
        Array.from({ length: 10 }, (_, tenth) => ({
          ...{ column, row, run: `${column} ${run}`, tenth: tenth + 1 },
          ...{ n: 78, failed: tenth === 4 ? 1 : 0 },
          median: (row === "push" ? 6.6 : 29) + tenth * i / 10 + j / 10,
          p95: tenth === 0
            ? null
            : (row === "push" ? 7.3 : 36) + tenth * i / 8 + j / 10,
        }))
      )
    )
  );
const options = { title: "Effect of fill", metric: "time", unit: "s" };

test("plotFillTenths() draws percentiles by tenth in a panel for each size and phase", async () => {
  const figure = plotFillTenths(rows, options);
  expect(figure.n).toBe(120 * 78);
  expect(figure.svg).toContain("start: time (s)");
  expect(figure.svg.match(/data-series="95th percentile"/g)).toHaveLength(12);
  await expectGolden(figure, "fill_tenths");
});

test("plotFillTenths() explains only what is drawn, and refuses no rows", () => {
  const few = rows.slice(0, 1).map((row) => ({ ...row, median: 0 }));
  const { svg } = plotFillTenths(few, options);
  expect(svg).not.toMatch(/NaN|Infinity|95th/);
  expect(() => plotFillTenths([], options)).toThrow("as there are no runs");
});
