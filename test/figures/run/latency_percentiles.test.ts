import { expect, test } from "vitest";
import {
  type PercentileSeries,
  plotLatencyPercentiles,
} from "../../../src/figures/run/latency_percentiles.ts";
import { expectGolden } from "../golden.ts";

/** Series of an exponential tail, with points beyond what n supports. */
function toSeries(
  series: string,
  n: number,
  scale: number,
  options: Partial<PercentileSeries> = {},
): PercentileSeries {
  return {
    series,
    group: "",
    n,
    failed: 0,
    isBucketed: false,
    points: Array.from({ length: 101 }, (_, i) => {
      const p = 1 - 10 ** (-i / 20);
      const value = 0.001 + scale * i;
      const error = 2 * Math.sqrt(p / (1 - p) / n);
      const enough = error < 1;
      return {
        p,
        value,
        lower: enough ? value * (1 - error / 3) : null,
        upper: enough ? value * (1 + error / 2) : null,
      };
    }),
    ...options,
  };
}

test("plotLatencyPercentiles() ends each line where its n does", async () => {
  const figure = plotLatencyPercentiles([
    toSeries("put", 40_000, 0.0009, { failed: 210 }),
    toSeries("get", 17_000, 0.0004),
    toSeries("big", 80, 0.002),
  ], { title: "Latency by percentile", caption: "Made-up values." });
  expect(figure.n).toBe(57_080);
  expect(figure.svg).toContain("put (n = 40,000, 210 failed)");
  expect(figure.svg).toContain(">99.99<");
  expect(figure.svg).not.toContain(">99.999<");
  const last = (name: string) =>
    figure.data.rows.findLast(([series]) => series === name)?.[1];
  expect(last("big")).toBeLessThanOrEqual(100 * (1 - 1 / 80));
  expect(last("put")).toBeGreaterThan(99.99);
  await expectGolden(figure, "latency_percentiles");
});

test("plotLatencyPercentiles() says that buckets were interpolated", () => {
  const { svg } = plotLatencyPercentiles([
    toSeries("READ", 500, 0.001, { isBucketed: true }),
  ], { title: "x" });
  expect(svg).toContain("from buckets: interpolated");
});

test("plotLatencyPercentiles() gives a group one colour and its series different dashes", () => {
  const { svg } = plotLatencyPercentiles(
    ["before", "after"].flatMap((group) =>
      ["put", "get"].map((kind) =>
        toSeries(`${kind} ${group}`, 500, 0.001, { group })
      )
    ),
    { title: "x" },
  );
  const colours = new Set(
    [...svg.matchAll(/data-series="([^"]+)"[^>]* stroke="(var[^"]+)"/g)]
      .map(([, series, colour]) => `${series} ${colour}`),
  );
  expect([...colours].sort()).toEqual([
    "get after var(--c3)",
    "get before var(--c1)",
    "put after var(--c3)",
    "put before var(--c1)",
  ]);
  expect(svg).toMatch(/data-series="get after"[^>]* stroke-dasharray="6 3"/);
});

test("plotLatencyPercentiles() leaves out a series without a percentile, and says so", () => {
  const { svg, n } = plotLatencyPercentiles([
    toSeries("put", 500, 0.001),
    toSeries("get", 1, 0.001, { points: [] }),
  ], { title: "x" });
  expect(n).toBe(500);
  expect(svg).toContain("1 with too few to draw");
  expect(svg).not.toContain("get");
});

test("plotLatencyPercentiles() refuses a series without answers", () => {
  expect(() => plotLatencyPercentiles([toSeries("put", 0, 1)], { title: "x" }))
    .toThrow("Cannot draw x as no operation was answered");
});
