import { expect, test } from "vitest";
import { plotHeatMap } from "../../../src/figures/study/heat_map.ts";
import { formatValue } from "../../../src/figures/drawing/ticks.ts";
import { expectGolden } from "../golden.ts";

const rows = ["1 KiB", "4 KiB"].flatMap((panel, p) =>
  ["10", "25"].flatMap((y, i) =>
    ["1", "3", "5"].map((x, j) => ({
      panel,
      x,
      y,
      value: p === 1 && j === 2 ? null : 1234 * (1 + i) / (1 + j),
      text: formatValue(1234 * (1 + i) / (1 + j)),
      n: 2,
      note: i === 1 && j === 0 ? " *" : "",
    }))
  )
);
const options = {
  title: "Throughput by nodes and workers",
  x: "nodes",
  y: "workers",
  metric: "throughput",
  unit: "ok/s",
};

test("plotHeatMap() writes every value into its cell, and a dash for none", async () => {
  const figure = plotHeatMap(rows, options);
  expect(figure.n).toBe(24);
  expect(figure.svg).toContain(">2,470 *<");
  expect(figure.svg.match(/>–</g)).toHaveLength(2);
  await expectGolden(figure, "heat_map");
});

test("plotHeatMap() draws only zeros and refuses no cells", () => {
  const zeros = rows.map((row) => ({ ...row, value: 0, text: "0" }));
  expect(plotHeatMap(zeros, options).svg).toContain(">0<");
  expect(() => plotHeatMap([], options)).toThrow("as there are no cells");
});
