import { expect, test } from "vitest";
import { column, table } from "../../../src/report/mod.ts";
import { renderReadableTable } from "../../../src/report/markdown/folded.ts";

function sized(rows: number, columns: number) {
  const names = Array.from({ length: columns }, (_, at) => `column ${at + 1}`);
  return table(
    Array.from({ length: rows }, (_, at) => ({ at })),
    names.map((name) =>
      column.cell<{ at: number }>(name, "right", ({ at }) => `value ${at}`)
    ),
    { caption: "C", headline: "H." },
  );
}

test("renderReadableTable() keeps a table that fits", () => {
  expect(renderReadableTable(sized(3, 4), "Table 1. C.")).not.toContain("<");
});

test("renderReadableTable() shows the columns that fit, and folds the others beside the key", () => {
  const text = renderReadableTable(sized(3, 12), "Table 1. C.");
  const [narrow = "", whole = ""] = text.split("<details>");
  expect(narrow).toContain("**Table 1. C.**\n\nH.\n\n| column 1 |");
  for (const line of narrow.split("\n")) {
    expect(line.length).toBeLessThanOrEqual(100);
  }
  expect(whole).toContain(
    "<summary>3 more columns</summary>\n\n| column 1 | column 10 |",
  );
  expect(whole).toContain("column 12");
  expect(text.match(/H\./g)?.length).toBe(1);
});

test("renderReadableTable() folds columns of detail before others", () => {
  const wide = sized(3, 12);
  const columns = wide.columns.map((column, at) => ({
    ...column,
    detail: at === 1 || at === 3,
  }));
  const [narrow = "", others = ""] = renderReadableTable(
    { ...wide, columns },
    "Table 1. C.",
  ).split("<details>");
  expect(narrow).toContain("| column 1 | column 3 | column 5 |");
  expect(others).toContain(
    "| column 1 | column 2 | column 4 | column 11 | column 12 |",
  );
});

test("renderReadableTable() folds a long table as a whole", () => {
  expect(
    renderReadableTable(sized(41, 2), "Table 1. C.").split("\n").slice(0, 6),
  )
    .toEqual([
      "**Table 1. C.**",
      "",
      "H.",
      "",
      "<details>",
      "<summary>41 rows, 2 columns</summary>",
    ]);
});
