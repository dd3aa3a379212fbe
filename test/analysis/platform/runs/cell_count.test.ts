import { expect, test } from "vitest";
import { cellCount } from "../../../../src/analysis/platform/runs/cell_count.ts";

test("cellCount() separates thousands, and knows one", () => {
  expect([1, 10, 1000].map(cellCount))
    .toEqual(["1 cell", "10 cells", "1,000 cells"]);
});
