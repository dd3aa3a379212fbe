import { expect, test } from "vitest";
import { figureDocument } from "../../../src/figures/drawing/figure.ts";
import { serialise } from "../../../src/figures/drawing/serialise.ts";
import { svgElement } from "../../../src/figures/drawing/svg.ts";

test("svgElement() creates an element with its attributes, hostile ones as text", () => {
  const element = svgElement(figureDocument(), "rect", {
    width: 2,
    fill: `"><script>`,
  });
  expect(serialise(element))
    .toBe(`<rect fill="&quot;&gt;&lt;script&gt;" width="2"/>`);
});
