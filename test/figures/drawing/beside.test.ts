import * as Plot from "@observablehq/plot";
import { expect, test } from "vitest";
import { putBeside, slotOptions } from "../../../src/figures/drawing/beside.ts";
import { figureDocument, toFigure } from "../../../src/figures/mod.ts";

const document = figureDocument();
const panel = (from: number, height: number) =>
  Plot.plot({
    document,
    height,
    ...slotOptions({ from, width: 380, marginLeft: 40, marginRight: 10 }),
    x: { domain: [0, 1] },
    marks: [Plot.frame()],
  });

test("putBeside() puts panels at one height, each with its places in the whole figure", () => {
  const { svg } = toFigure(putBeside([panel(0, 120), panel(380, 100)]), {
    ...{ title: "t", caption: "", n: 1, counted: "runs", notes: [] },
  });
  const tops = [...svg.matchAll(/<g data-x[^>]* transform="([^"]+)"/g)]
    .map(([, transform]) => transform);
  expect(tops).toHaveLength(2);
  expect(new Set(tops).size).toBe(1);
  expect(svg).toContain('data-x-range="40 370"');
  expect(svg).toContain('data-x-range="420 750"');
});

test("putBeside() is as tall as the tallest", () => {
  const heights = putBeside([panel(0, 120), panel(380, 100)])
    .map((one) => one.getAttribute("height"));
  expect(heights).toEqual(["0", "120"]);
  expect(putBeside([])).toEqual([]);
});
