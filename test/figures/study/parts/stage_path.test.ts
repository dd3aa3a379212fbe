import * as Plot from "@observablehq/plot";
import { expect, test } from "vitest";
import { figureDocument } from "../../../../src/figures/drawing/figure.ts";
import {
  drawStage,
  toPath,
} from "../../../../src/figures/study/parts/stage_path.ts";

test("toPath() joins lines by distances that add up, and draws the shortest", () => {
  expect(toPath([
    { from: 10.04, to: 20.06, y: 5 },
    { from: 10.04, to: 10.05, y: 5.25 },
  ])).toBe("m10 5h10.1m-10.1 0.3h0.1");
  expect(toPath([])).toBe("");
});

test("drawStage() draws bars without an end dashed up to the edge", () => {
  const draw = (to: number | null) =>
    Plot.plot({
      document: figureDocument(),
      x: { domain: [0, 100], range: [0, 100] },
      marks: [
        drawStage([{ from: 10, to, y: 5 }], 100, {
          ...{ colour: "red", width: 3, series: "ready" },
        }),
      ],
    }).querySelector("path[data-series=ready]");
  expect(draw(30)?.getAttribute("d")).toBe("m10 5h20");
  expect(draw(30)?.hasAttribute("stroke-dasharray")).toBe(false);
  expect(draw(null)?.getAttribute("d")).toBe("m10 5h90");
  expect(draw(null)?.hasAttribute("stroke-dasharray")).toBe(true);
});
