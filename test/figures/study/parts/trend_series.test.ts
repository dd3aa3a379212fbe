import { expect, test } from "vitest";
import { drawnSeries } from "../../../../src/figures/study/parts/trend_series.ts";

const row = (series: string) => ({ series });

test("drawnSeries() has all series in the order of their first row", () => {
  expect(drawnSeries([row("b"), row("a"), row("b")], []))
    .toEqual({ names: ["b", "a"], leftOut: 0 });
});

test("drawnSeries() of very many has those that changed, and those with the most rows", () => {
  const many = Array.from({ length: 1000 }, (_, i) => row(`s${i}`));
  const { names, leftOut } = drawnSeries([...many, row("s500")], [row("s999")]);
  expect([names.length, leftOut]).toEqual([40, 960]);
  expect(names.slice(0, 2)).toEqual(["s0", "s1"]);
  expect(names.slice(-2)).toEqual(["s500", "s999"]);
});
