import { expect, test } from "vitest";
import { Cells } from "../../../src/live/page/cells.js";

function part(from: number, ok: number[], resources: (number | null)[] = []) {
  return {
    from,
    ...{ origin: 0, width: 1, length: from + ok.length },
    rates: { ok },
    latency: { p50: ok.map(() => 0.1) },
    resources: resources.length === 0
      ? []
      : [{ metric: "cpu", source: "node-0", unit: "1", values: resources }],
  };
}

test("Cells puts the cells of a part in the place of those from there on", () => {
  const cells = new Cells();
  cells.add(part(0, [1, 2, 3]));
  cells.add(part(2, [30, 4], [0.5, 0.6]));
  expect(cells.part.rates.ok).toEqual([1, 2, 30, 4]);
  expect(cells.part.latency.p50).toHaveLength(4);
  // A line that is new has no values before.
  expect(cells.resources("cpu", () => true))
    .toEqual([{ name: "node-0", values: [null, null, 0.5, 0.6] }]);
});

test("Cells begins again with a part from the first cell, as when cells are widened", () => {
  const cells = new Cells();
  cells.add(part(0, [1, 2, 3, 4]));
  cells.add({ ...part(0, [1.5, 3.5]), width: 2 });
  expect(cells.part).toMatchObject({ width: 2, rates: { ok: [1.5, 3.5] } });
});

test("Cells adds outcomes, and sorts sources as people do", () => {
  const cells = new Cells();
  const resources = ["node-10", "node-2"].map((source) => ({
    ...{ metric: "cpu", source, unit: "1", values: [1] },
  }));
  cells.add({
    ...part(0, [1]),
    rates: { ok: [1], timeout: [2], refused: [3] },
    resources,
  });
  expect(cells.sum((name) => name !== "ok")).toEqual([5]);
  expect(cells.resources("cpu", () => true).map(({ name }) => name)).toEqual([
    "node-2",
    "node-10",
  ]);
});
