import { expect, test } from "vitest";
import { executeNotebook } from "../../src/notebook/mod.ts";
import { Plot } from "../../src/figures/mod.ts";
import { makeProjectFolder, toNotebook } from "../notebook/_notebooks.ts";

const rows = [{ load: 1, latency: 3 }, { load: 2, latency: 5 }];

test("Plot draws without a browser, from options, from a mark and as a legend", () => {
  const dot = Plot.dot(rows, { x: "load", y: "latency" });
  expect(Plot.plot({ marks: [dot] }).outerHTML).toMatch(/^<svg[\s\S]*<circle/);
  expect(dot.plot({ width: 300 }).outerHTML).toContain('width="300"');
  const color = {
    type: "categorical",
    domain: ["etcd"],
    legend: true,
  } as const;
  expect(Plot.legend({ color }).outerHTML).toContain("etcd");
  expect(Plot.plot({ title: "Load", marks: [dot] }).outerHTML)
    .toMatch(/^<figure/);
});

test("a chart of Plot is displayed by the cell that ends with it", async () => {
  await using folder = await makeProjectFolder();
  const { cells, failure } = await executeNotebook(
    toNotebook([
      `import { Plot } from "loadline/figures";`,
      `Plot.plot({ marks: [Plot.barY([3, 5], { x: ["a", "b"], y: [3, 5] })] })`,
      `Plot.lineY([1, 2, 3]).plot({ caption: "Rising" })`,
    ]),
    { dir: folder.path },
  );
  expect(failure).toBeNull();
  const [, bars, line] = cells.map(({ outputs: [first] }) =>
    first?.type === "display" ? first.data : {}
  );
  expect(bars?.["image/svg+xml"]).toMatch(/^<svg/);
  expect(line?.["text/html"]).toContain("Rising");
});
