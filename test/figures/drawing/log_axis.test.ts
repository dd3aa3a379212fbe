import * as Plot from "@observablehq/plot";
import { expect, test } from "vitest";
import { figureDocument } from "../../../src/figures/drawing/figure.ts";
import { logAxis } from "../../../src/figures/drawing/log_axis.ts";

const texts = (label: string | null) => {
  const domain: [number, number] = [2, 3000];
  const svg = Plot.plot({
    document: figureDocument(),
    x: { type: "log", domain },
    marks: logAxis({ axis: "x", domain, label, labelOffset: 30 }),
  });
  return [...svg.querySelectorAll("text")].map((text) => text.textContent);
};

test("logAxis() labels every tick, or none", () => {
  expect(texts("load")).toEqual([
    ...["2", "5", "10", "20", "50", "100", "200", "500", "1,000", "2,000"],
    "load →",
  ]);
  expect(texts(null)).toEqual([]);
});
