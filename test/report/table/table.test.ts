import { expect, test } from "vitest";
import {
  column,
  renderHtmlTable,
  renderMarkdownTable,
  renderTextTable,
  table,
  TABLE_MIME,
  TableData,
} from "../../../src/report/mod.ts";
import { shown } from "../demo.ts";

const rows = [
  { name: "a|b", p99: 0.0412345678, n: 12n, at: new Date(0) },
  { name: "<script>alert(1)</script>", p99: null, n: 3n, at: null },
];
type Row = typeof rows[number];
const columns = [
  column.text<Row>("name", "Name"),
  column.cell<Row>("p99, s", "right", ({ p99 }) => ({
    text: p99 === null ? "–" : p99.toFixed(3),
    sort: p99,
    struck: p99 === null,
    bold: p99 !== null,
    note: p99 === null ? "n < 100" : "",
  })),
  column.number<Row>(({ n }) => Number(n), "n"),
];

test("table() keeps labels, alignment and sort values", () => {
  const { columns: heads, rows: cells } = table(rows, columns);
  expect(heads).toEqual([
    { label: "Name", align: "left", detail: false },
    { label: "p99, s", align: "right", detail: false },
    { label: "n", align: "right", detail: false },
  ]);
  expect(cells.map((row) => row.map(({ sort }) => sort))).toEqual([
    ["a|b", 0.0412345678, 12],
    ["<script>alert(1)</script>", null, 3],
  ]);
});

test("table() displays itself in four forms, one of them its plain data", () => {
  const output = shown(table(rows, columns, { caption: "c" }));
  if (output.type !== "display") throw new TypeError("no display");
  expect(Object.keys(output.data)).toEqual([
    TABLE_MIME,
    "text/html",
    "text/markdown",
    "text/plain",
  ]);
  expect(TableData.parse(output.data[TABLE_MIME]).caption).toBe("c");
});

test("table() without rows is one sentence", () => {
  const empty = table([], [column.number<{ n: number }>("n", "n")], {
    caption: "Outages",
    none: "No <b>.",
  });
  expect(renderMarkdownTable(empty)).toBe("**Outages**\n\nNo &lt;b>.");
  expect(renderHtmlTable(empty, { id: "t" }))
    .toBe(
      '<p class="caption" id="t"><b>Outages</b> No &lt;b&gt;.<a class="anchor" href="#t" aria-label="Link to this table"></a></p>',
    );
  expect(renderTextTable(empty)).toBe("Outages\nNo <b>.");
  expect(table([], [column.number<{ n: number }>("n", "n")]).headline).toBe(
    "There are none.",
  );
  expect(
    table([], [column.number<{ n: number }>("n", "n")], { none: null }).columns,
  ).toHaveLength(1);
});

test("TableData rejects a row that is too short", () => {
  const { caption, headline, columns: heads } = table(rows, columns);
  const torn = { caption, headline, columns: heads, rows: [[]] };
  expect(TableData.safeParse(torn).success).toBe(false);
});

test("renderMarkdownTable() aligns its source and escapes cells", () => {
  const data = table(rows, columns, {
    caption: "A *caption*",
    headline: "So.",
  });
  expect(renderMarkdownTable(data).split("\n")).toEqual([
    "**A \\*caption\\***",
    "",
    "So.",
    "",
    "| Name                            |             p99, s |   n |",
    "| ------------------------------- | -----------------: | --: |",
    "| a\\|b                            |          **0.041** |  12 |",
    "| &lt;script>alert(1)&lt;/script> | ~~–~~ (n &lt; 100) |   3 |",
  ]);
});

test("renderMarkdownTable() links a flagged cell to the reason", () => {
  const flagged = table([{ a: "x" }], [
    column.text("a", "a", { see: () => "Why" }),
    column.cell("b", "left", () => ({ text: "y", note: "OOM", see: "Gone" })),
  ]);
  const linkTo = (heading: string) => heading === "Why" ? "#why" : "";
  expect(renderMarkdownTable(flagged, { linkTo }).split("\n").at(-1))
    .toBe("| [x](#why) | y (OOM) |");
});

test("renderMarkdownTable() does not pad to the width of a very wide cell", () => {
  const data = table([{ a: "x".repeat(200), b: 1 }, { a: "y", b: 2 }], [
    column.text("a", "a"),
    column.number("b", "b"),
  ]);
  const lines = renderMarkdownTable(data).split("\n");
  expect(lines.map((line) => line.length)).toEqual([70, 70, 210, 70]);
});

test("renderTextTable() aligns its columns", () => {
  expect(renderTextTable(table(rows.slice(0, 1), columns))).toBe(
    "Name  p99, s   n\na|b    0.041  12",
  );
});
