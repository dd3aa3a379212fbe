import { expect, test } from "vitest";
import { type CaseRow, plotCases } from "../../../src/figures/study/cases.ts";
import { expectGolden } from "../golden.ts";

const rows: readonly CaseRow[] = ["1 KiB", "16 KiB"].flatMap((row, r) =>
  [10, 100].flatMap((workers, w) =>
    ["etcd", "redis"].flatMap((series, s) =>
      [1, 3, 5].flatMap((x) =>
        [0.95, 1.1].map((luck) => ({
          ...{ column: `${workers} workers`, row, series, x, doubtful: false },
          value: 2000 * luck * (1 + w + s) / (1 + r) / (1 + 0.3 * (x - 1)),
        }))
      )
    )
  )
);
const options = {
  title: "Throughput in every case",
  x: "nodes",
  metric: "throughput",
  unit: "ok/s",
};

test("plotCases() draws a panel for each column and row, and a number at the highest median", async () => {
  const figure = plotCases(rows, options);
  expect(figure.n).toBe(48);
  for (const text of ["10 workers", "100 workers", "6,150"]) {
    expect(figure.svg).toContain(`>${text}<`);
  }
  expect(figure.data.rows[0]).toEqual(
    ["10 workers", "1 KiB", "etcd", 1, 1900, "no"],
  );
  await expectGolden(figure, "cases");
});

test("plotCases() draws a single case without a legend, and explains the ring", () => {
  const [row] = rows;
  const { svg } = plotCases(row ? [{ ...row, doubtful: true }] : [], options);
  expect(svg).toContain("ring: in doubt");
  expect(svg).toContain("number: highest median");
  expect(svg).not.toMatch(/data-legend|NaN/);
});

test("plotCases() refuses no rows", () => {
  expect(() => plotCases([], options)).toThrow("as there are no runs");
});
