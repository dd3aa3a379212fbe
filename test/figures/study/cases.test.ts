import { expect, test } from "vitest";
import { type CaseRow, plotCases } from "../../../src/figures/study/cases.ts";
import { expectGolden } from "../golden.ts";

const rows: readonly CaseRow[] = ["1 KiB", "16 KiB"].flatMap((row, r) =>
  [10, 100].flatMap((workers, w) =>
    ["etcd", "redis"].flatMap((series, s) =>
      [1, 3, 5].flatMap((x) =>
        [0.95, 1.1].map((luck) => ({
          run_id: [row, workers, series, x, luck].join("-"),
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

test("plotCases() counts a run with a value in several panels once", () => {
  const run_ids = rows.map(({ column, ...row }) => ({
    ...row,
    column,
    run_id: [row.row, row.series, row.x].join("-"),
  }));
  expect(plotCases(run_ids, options).n).toBe(12);
});

test("plotCases() draws a limit, on logarithmic axes too", () => {
  const limit = { value: 30_000, label: "as much as there is" };
  for (const scale of ["linear", "log"] as const) {
    const { svg } = plotCases(rows, { ...options, scale, limit });
    expect(svg).toContain("dashed: as much as there is");
    expect(svg).toContain("stroke-dasharray");
    expect(svg).not.toContain("NaN");
  }
  const [row] = rows;
  expect(() =>
    plotCases(row ? [{ ...row, value: 0 }] : [], { ...options, scale: "log" })
  ).toThrow("not above 0");
});

test("plotCases() draws what others say of some cases beside the runs, which alone are counted", async () => {
  const published = {
    label: "printed, 1 KiB",
    points: [
      { column: "10 workers", row: "1 KiB", x: 1, value: 150 },
      { column: "100 workers", row: "1 KiB", x: 7, value: 900 },
    ],
  };
  const one = rows.filter(({ row, series }) =>
    row === "1 KiB" && series === "etcd"
  );
  const figure = plotCases(one, { ...options, scale: "log", published });
  expect(figure.n).toBe(12);
  expect(figure.svg).toContain(">printed, 1 KiB<");
  // A mark in each panel.
  expect(figure.svg.match(/data-series="printed, 1 KiB"/g)).toHaveLength(2);
  expect(figure.data.rows.slice(-2)).toEqual([
    ["10 workers", "1 KiB", "printed, 1 KiB", 1, 150, ""],
    ["100 workers", "1 KiB", "printed, 1 KiB", 7, 900, ""],
  ]);
  await expectGolden(figure, "cases_published");
  const point = { column: "10 workers", row: "1 KiB", x: 1, value: 0 };
  expect(() =>
    plotCases(one, {
      ...{ ...options, scale: "log" },
      published: { label: "printed", points: [point] },
    })
  ).toThrow("not above 0");
});

test("plotCases() names every x of a logarithmic axis", () => {
  const [row] = rows;
  const sizes = [10_000, 50_000, 200_000, 600_000];
  const { svg } = plotCases(
    row ? sizes.map((x) => ({ ...row, x })) : [],
    { ...options, scale: "log" },
  );
  for (const text of ["10k", "50k", "200k", "600k"]) {
    expect(svg).toContain(`>${text}<`);
  }
});
