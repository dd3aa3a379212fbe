import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { renderFigureData } from "../../../src/report/html/figure_data.ts";
import { readData } from "../../../src/report/html/page_script/figure_data.js";

const data = {
  columns: [
    { label: "series", unit: "" },
    { label: "</script><b>", unit: "ms" },
    { label: "note", unit: "" },
  ],
  rows: [["a", 1.5, null], ["b", null, "x"], ["a", 2, 7]],
};

test("renderFigureData() gives the script every value back, texts once each", () => {
  const html = renderFigureData(data);
  const { document } = parseHTML(`<figure>${html}</figure>`);
  expect(document.querySelector("b")).toBeNull();
  expect(readData(document.querySelector("figure"))).toEqual([
    ["series", "</script><b> (ms)", "note"],
    ...data.rows,
  ]);
  expect(html.match(/"a"/g)).toHaveLength(1);
});

test("renderFigureData() writes numbers that come again once each, and others as they are", () => {
  const rows = Array.from(
    { length: 40 },
    (_, i) => [Math.floor(i / 20) + 0.123456, i + 100.5],
  );
  const columns = [{ label: "from", unit: "s" }, { label: "n", unit: "" }];
  const html = renderFigureData({ columns, rows });
  expect(html.match(/1\.123456/g)).toHaveLength(1);
  expect(html.match(/"texts"/g)).toHaveLength(1);
  const { document } = parseHTML(`<figure>${html}</figure>`);
  expect(readData(document.querySelector("figure")).slice(1)).toEqual(rows);
});

test("renderFigureData() removes marks that could disguise a name", () => {
  const html = renderFigureData({
    columns: [{ label: "a\u202eb", unit: "" }],
    rows: [["c\u2066\u0007d"]],
  });
  expect(html).toContain('"label":"ab"');
  expect(html).toContain('"cd"');
});

test("renderFigureData() renders nothing for a figure without values", () => {
  expect(renderFigureData({ columns: [], rows: [] })).toBe("");
  const { document } = parseHTML("<figure></figure>");
  expect(readData(document.querySelector("figure"))).toEqual([]);
});
