import { expect, test } from "vitest";
import { plottedUnit } from "../../../src/analysis/charts/plotted_metric.ts";

test.each([
  ["s", [0.0125], "ms", 12.5],
  ["s", [12.5, 20], "s", 12.5],
  ["1", [0.999], "%", 99.9],
  ["1/s", [400], "1/s", 400],
  ["", [3], "", 3],
  ["furlongs", [3], "furlongs", 3],
  ["toString", [3], "toString", 3],
])("plottedUnit() of %j with %j is %j", (unit, values, symbol, first) => {
  const plotted = plottedUnit(unit, values);
  expect(plotted.unit).toBe(symbol);
  expect(plotted.toPlotted(values[0] ?? NaN)).toBe(first);
});
