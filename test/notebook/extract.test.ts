import { expect, test } from "vitest";
import { extract } from "../../src/notebook/mod.ts";
import { toNotebook } from "./_notebooks.ts";

test("extract() maps every line of the module to its cell and line", () => {
  const sources = ["const a = 1\nconst b = 2", "", "[a, b].map(String)"];
  const { text, locate } = extract(toNotebook(sources));
  const found = text.split("\n").map((line, index) => {
    const { cell, line: inCell } = locate(index + 1);
    return { line, cell, inCell };
  });
  for (const [index, source] of sources.entries()) {
    for (const [row, line] of source.split("\n").entries()) {
      expect(found).toContainEqual({ line, cell: index + 1, inCell: row + 1 });
    }
  }
});

test("extract() omits prose and separates the statements of cells", () => {
  const notebook = toNotebook(["const a = 1", "(1 + 1)"]);
  const [first, second] = notebook.cells;
  const prose = { ...first!, kind: "markdown", source: "# Load" } as const;
  const { text } = extract({ ...notebook, cells: [prose, first!, second!] });
  expect(text).not.toContain("# Load");
  // Without a separator this would call 1 as a function.
  expect(text.replace(/\/\*.*\*\//g, "")).toMatch(/a = 1\n;\s*\n\(1 \+ 1\)/);
});
