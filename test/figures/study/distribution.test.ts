import { expect, test } from "vitest";
import { plotDistribution } from "../../../src/figures/mod.ts";
import { expectGolden } from "../golden.ts";

/** Values from 1 in equal ratios up to the largest. */
function spread(series: string, n: number, largest: number) {
  return Array.from(
    { length: n },
    (_, i) => ({ series, value: largest ** (i / (n - 1)) }),
  );
}

const rows = [...spread("3 nodes", 300, 80), ...spread("5 nodes", 80, 240)];
const options = {
  title: "How long writes took",
  metric: "latency from intended start",
  unit: "ms",
};

test("plotDistribution() draws curves, quantiles, and a reason for too few values", async () => {
  const figure = plotDistribution(rows, {
    ...options,
    failed: { "5 nodes": 20 },
    caption: "Made-up values.",
  });
  expect(figure.n).toBe(380);
  expect(figure.svg).toContain("p99 needs 299 values, has 80");
  expect(figure.svg).toContain("5 nodes (n = 80, 20 failed)");
  expect(figure.svg).toContain("n = 380 operations · 20 failed");
  await expectGolden(figure, "distribution");
});

test("plotDistribution() draws a logarithmic axis", async () => {
  await expectGolden(
    plotDistribution(rows, { ...options, log: true }),
    "distribution_log",
  );
  expect(() =>
    plotDistribution([{ series: "a", value: 0 }], { ...options, log: true })
  ).toThrow("not above 0: 0");
});

test("plotDistribution() writes on an interval that leaves no room beside it", () => {
  const values = Array.from({ length: 1000 }, (_, i) => i < 950 ? 17 : 138);
  const { svg } = plotDistribution(
    values.map((value) => ({ series: "mysql", value })),
    options,
  );
  const [, x] = /translate\(([\d.]+),[\d.]+\)"[^>]*>23 \[17, 138\]/.exec(svg) ??
    [];
  expect(Number(x)).toBeLessThan(400);
});

test("plotDistribution() ends below the top by the share of failures", () => {
  const [x0 = "", , y0] = end({});
  const [x1, , y1] = end({ "a": 100 });
  expect(x1).toBe(x0);
  // Frame of 240 pixels: all attempts end at its top, half of them at its middle.
  expect(Number(y1) - Number(y0)).toBe(120);
});

/** Last corner of the only curve: x, comma, y. */
function end(failed: Record<string, number>): string[] {
  const { svg } = plotDistribution(spread("a", 100, 9), { ...options, failed });
  const line =
    /<path d="M([^"]+)"[^>]*stroke-width="1.8"|aria-label="line"[^]*?<path d="([^"]+)"/
      .exec(svg);
  const path = line?.[1] ?? line?.[2] ?? "";
  const numbers = path.match(/[\d.]+/g) ?? [];
  return [numbers.at(-2) ?? "", ",", numbers.at(-1) ?? ""];
}

test("plotDistribution() stays small for many values", () => {
  const { svg, n } = plotDistribution(spread("a", 100_000, 9), options);
  expect(n).toBe(100_000);
  expect(svg.length).toBeLessThan(40_000);
});

test("plotDistribution() refuses no rows", () => {
  expect(() => plotDistribution([], options)).toThrow("no operations");
});
