import * as Plot from "@observablehq/plot";
import { expect, test } from "vitest";
import { figureDocument } from "../../../src/figures/drawing/figure.ts";
import { putBeside } from "../../../src/figures/drawing/beside.ts";

test("putBeside() moves each panel right of the one before, without Plot's style", () => {
  const document = figureDocument();
  const panel = (height: number) =>
    Plot.plot({ document, width: 380, height, marks: [Plot.frame()] });
  const joined = putBeside([panel(100), panel(120)], document);
  expect(joined.getAttribute("height")).toBe("120");
  expect(
    [...joined.children].map((group) => group.getAttribute("transform")),
  ).toEqual(["translate(0,0)", "translate(380,0)"]);
  expect(joined.querySelector("style")).toBeNull();
});
