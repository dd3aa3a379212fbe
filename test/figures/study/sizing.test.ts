import { expect, test } from "vitest";
import {
  plotSizing,
  type SizingPanel,
} from "../../../src/figures/study/sizing.ts";
import { expectGolden } from "../golden.ts";

const curve = (series: string, base: number, slope: number) => ({
  series,
  points: [0, 2e6, 4e6, 6e6, 8e6].map((x) => ({
    x,
    value: base + slope * x,
    lower: base + slope * x - 0.8,
    upper: base + slope * x + 0.8,
    within: x <= 4e6,
  })),
  sizes: [{ x: 4e6, value: Math.ceil(base + slope * 4e6) }],
});
const panels: readonly SizingPanel[] = [
  {
    ...{ resource: "cpus", unit: "", limit: 8 },
    curves: [curve("0", 1.8, 1e-7), curve("180,000", 5, 1e-7)],
  },
  {
    ...{ resource: "disk", unit: "GiB/day", limit: null },
    curves: [curve("0", 0.2, 4e-6), curve("180,000", 61, 4e-6)],
  },
];
const options = {
  title: "What a machine needs",
  x: { label: "datapoints", unit: "1/min" },
  series: "log lines/min",
  n: 20,
};

test("plotSizing() draws a curve a level in every panel, sizes, and what the machine has", async () => {
  const figure = plotSizing(panels, options);
  expect(figure.n).toBe(20);
  expect(figure.svg).toContain("180,000 log lines/min");
  expect(figure.svg).toContain("outside the loads that were run");
  expect(figure.data.rows[2]).toEqual(
    ["cpus", "0", 4e6, 2.2, 1.4, 3, 3, "yes"],
  );
  await expectGolden(figure, "sizing");
});

test("plotSizing() explains no mark that it does not draw", () => {
  const sure = panels.slice(1).map((panel) => ({
    ...panel,
    curves: panel.curves.map((one) => ({
      ...one,
      points: one.points.map((point) => ({
        ...point,
        ...{ within: true, lower: null, upper: null },
      })),
    })),
  }));
  expect(plotSizing(sure, options).svg).not.toMatch(/outside|the machine of/);
});

test("plotSizing() refuses no curves", () => {
  expect(() => plotSizing([], options)).toThrow("as there are no curves");
});
