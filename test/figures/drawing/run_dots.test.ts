import { expect, test } from "vitest";
import { figureDocument } from "../../../src/figures/drawing/figure.ts";
import { Plot } from "../../../src/figures/plot.ts";
import { seriesStyle } from "../../../src/figures/drawing/palette.ts";
import { noteDoubt, plotRuns } from "../../../src/figures/drawing/run_dots.ts";

const runs = [10, 12, 30].map((value) => ({
  ...{ size: 3, value, doubtful: value === 30 },
}));

test("plotRuns() draws a line, a dot a run, and a ring around doubtful ones", () => {
  const panel = Plot.plot({
    document: figureDocument(),
    marks: plotRuns(runs, { x: "size", series: "etcd", style: seriesStyle(0) }),
  });
  const groups = [...panel.querySelectorAll("[data-series=etcd]")];
  expect(groups.map(({ children }) => children.length)).toEqual([1, 3, 1]);
});

test("noteDoubt() explains a ring only where there is one", () => {
  expect(noteDoubt(runs)).toEqual(["ring: in doubt"]);
  expect(noteDoubt(runs.slice(0, 2))).toEqual([]);
});
