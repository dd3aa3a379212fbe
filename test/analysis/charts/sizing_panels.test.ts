import { expect, test } from "vitest";
import { sizingPanels } from "../../../src/analysis/charts/sizing_panels.ts";
import { placedSizes } from "../../../src/analysis/recorded/published_sizing.ts";
import type { SizingModel } from "../../../src/analysis/recorded/sizing.ts";
import type { SizingFit } from "../../../src/analysis/recorded/sizing_fit.ts";

/** A fit that takes one unit for each million of its load. */
const fit: SizingFit = {
  ...{ name: "", load: "", loadLabel: "", unit: "", taken: () => null },
  ...{ equation: "", coefficients: {}, r2: 1, n: 2, points: [] },
  predict: (x) => ({ value: x / 1e6, lower: x / 2e6, upper: x / 0.5e6 }),
};
const model: SizingModel = {
  ...{ diskOfLogs: fit, diskOfMetrics: fit, lokiCpu: fit, lokiMemory: fit },
  ...{ prometheusCpu: fit, prometheusMemory: fit },
  loads: [
    { datapoints: 0, logLines: 0 },
    { datapoints: 6e6, logLines: 0 },
    { datapoints: 0, logLines: 60e3 },
  ],
};

test("sizingPanels() draws each resource up to the highest listed load, with the sizes and the machine", () => {
  const sizes = placedSizes(model, { runs: [], margin: 0 });
  const panels = sizingPanels(model, {
    ...{ sizes, margin: 0 },
    machine: { cpus: 8, memoryGb: 16 },
  });
  expect(panels.map(({ resource, limit }) => [resource, limit])).toEqual([
    ["cpus", 8],
    ["memory", 16],
    ["disk", null],
  ]);
  const [, , disk] = panels;
  expect(disk?.curves.map(({ series }) => series)).toEqual([
    "0",
    "60,000",
    "180,000",
    "360,000",
  ]);
  const [none, some] = disk?.curves ?? [];
  expect(none?.points.at(-1)).toEqual({
    ...{ x: 9e6, value: 9, lower: 4.5, upper: 18, within: false },
  });
  expect(none?.points[0]?.within).toBe(true);
  expect(none?.sizes).toEqual([
    { x: 1e6, value: 1 },
    { x: 3e6, value: 3 },
    { x: 6e6, value: 6 },
  ]);
  expect(some?.sizes).toEqual([{ x: 1e6, value: 2 }]);
});
