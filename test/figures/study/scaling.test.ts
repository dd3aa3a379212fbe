import { expect, test } from "vitest";
import { plotScaling } from "../../../src/figures/study/scaling.ts";
import { expectGolden } from "../golden.ts";

const rows = ["1 KiB", "16 KiB"].flatMap((panel, p) =>
  [10, 100].flatMap((workers, w) =>
    [1, 3, 5, 7].flatMap((size) =>
      [0.9, 1.15].map((luck) => ({
        panel,
        series: `${workers} workers`,
        size,
        value: 2000 * luck * (1 + w) / (1 + p) / (1 + 0.3 * (size - 1)),
        doubtful: false,
      }))
    )
  )
);
const options = {
  title: "Throughput by nodes",
  size: "nodes",
  metric: "throughput",
  unit: "ok/s",
};

test("plotScaling() draws every run, medians and fits, by panel", async () => {
  const figure = plotScaling(rows, {
    ...options,
    caption: "Made-up values.",
    fits: [{
      panel: "1 KiB",
      series: "10 workers",
      value: (size) => 2000 / (1 + 0.3 * (size - 1)),
    }],
  });
  expect(figure.n).toBe(32);
  expect(figure.svg).toContain("broad line: fit");
  await expectGolden(figure, "scaling");
});

test("plotScaling() rings doubtful runs, and explains the ring", () => {
  const rings = (doubted: number) => {
    const { svg } = plotScaling(
      rows.map((row, i) => ({ ...row, doubtful: i < doubted })),
      options,
    );
    return [svg.match(/ r="7"/g)?.length ?? 0, svg.includes("ring: in doubt")];
  };
  expect(rings(0)).toEqual([0, false]);
  expect(rings(3)).toEqual([3, true]);
});

test("plotScaling() draws a single size and refuses no rows", () => {
  const one = rows.filter(({ size }) => size === 3);
  expect(plotScaling(one, options).n).toBe(8);
  expect(() => plotScaling([], options)).toThrow("as there are no runs");
});
