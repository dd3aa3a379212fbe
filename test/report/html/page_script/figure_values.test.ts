import { expect, test } from "vitest";
import { readText } from "../../../../src/report/html/page_script/figure_values.js";

/** Axis of nines as in the figure of percentiles: a hundred pixels each. */
const panel = {
  x: { type: "linear", domain: [0, 5], range: [0, 500], grain: 1e-4 },
  xLabel: "percentile (%)",
  yLabel: "latency (ms)",
  isPercentile: true,
  names: [{ value: 0, name: "0" }, { value: 1, name: "90" }],
};

test("readText() names the percentile everywhere on its axis, with two digits of what is above it", () => {
  const place = (percentile: number) =>
    readText(panel, { x: -100 * Math.log10(1 - percentile / 100), found: [] })
      .lines[0];
  for (
    const text of [
      ...["0", "50", "63", "90", "95", "99", "99.37", "99.9", "99.995"],
      "99.999",
    ]
  ) expect(place(Number(text))).toBe(`percentile (%): ${text}`);
  expect(place(99.3712)).toBe("percentile (%): 99.37");
});

test("readText() gives each series its value with the digits that the axis supports", () => {
  const y = { type: "log", domain: [1, 100], range: [200, 0], grain: 1e-3 };
  const found = [
    { name: "get", colour: "red", point: { x: 100, y: 100 }, value: 10 },
    { name: "put", colour: "blue", point: { x: 100, y: 80 }, value: null },
  ];
  expect(readText({ ...panel, y }, { x: 100, found })).toEqual({
    lines: ["percentile (%): 90", "latency (ms)"],
    values: [
      { name: "get", colour: "red", text: "10" },
      { name: "put", colour: "blue", text: "" },
    ],
  });
});
