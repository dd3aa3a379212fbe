import { expect, test } from "vitest";
import * as figures from "../../src/figures/mod.ts";
import * as library from "../../src/mod.ts";
import { executeNotebook } from "../../src/notebook/mod.ts";
import { bundleModules, importsBundleOnly } from "../../src/publish/bundle.ts";
import { digestCode } from "../../src/publish/freeze.ts";
import { toNotebook } from "../notebook/_notebooks.ts";

const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);
const notebooks = `${root}notebooks`;

/** A cell that prints the exports of two modules, and the file of the first frame of an error that one throws. */
const source = `import * as library from "loadline";
import * as figures from "loadline/figures";
for (const module of [library, figures]) {
  console.log(Object.keys(module).sort().join());
}
try {
  library.parameters(null as never);
} catch (error) {
  console.log(/\\.loadline\\/bundle-[\\da-f]+\\//.test((error as Error).stack ?? ""));
}`;

test("a notebook gets of the bundle what it gets of the sources", async () => {
  // The digest that reports of this checkout have, as a bundle of another one would be removed.
  const code = await digestCode({ root, tool: root });
  const modules = await bundleModules({ root, tool: root, notebooks, code });
  const { cells, failure } = await executeNotebook(toNotebook([source]), {
    dir: notebooks,
    modules,
  });
  expect(failure).toBeNull();
  const names = [library, figures].map((module) =>
    `${Object.keys(module).sort().join()}\n`
  );
  expect(cells[0]?.outputs).toEqual([
    { type: "stream", name: "stdout", text: `${names.join("")}true\n` },
  ]);
});

test.each([
  ["a package of another project", { root: "/project/" }],
  ["notebooks of another folder", { notebooks: "/elsewhere/notebooks" }],
])("there is no bundle for %s", async (_, place) => {
  const home = { root, tool: root, notebooks, code: "none" };
  expect(await bundleModules({ ...home, ...place })).toEqual({});
});

test.each([
  [
    'import { md } from "loadline";\nimport {\n  Plot,\n} from "loadline/figures";',
    true,
  ],
  ["1 + 1", true],
  ['import { md } from "loadline";\nimport * as aq from "arquero";', false],
  ['import { md } from "loadline/report";', false],
  ['import "./other.ts";', false],
  ['const { md } = await import("loadline");', false],
])(
  "a notebook with the cell %j imports of the bundle only: %j",
  (cell, only) => {
    expect(importsBundleOnly(toNotebook([cell]))).toBe(only);
  },
);
