import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import {
  type Column,
  column,
  renderHtmlTable,
  table,
} from "../../../src/report/mod.ts";

interface Row {
  readonly name: string;
  readonly value: number | null;
}

const rows: readonly Row[] = [
  { name: "a|b", value: 0.0412345678 },
  { name: "<script>alert(1)</script>", value: null },
];
const columns = [
  column.text<Row>("name", "Name"),
  column.cell<Row>("p99, s", "right", ({ value }) => ({
    text: value === null ? "–" : value.toFixed(3),
    sort: value,
    struck: value === null,
    bold: value !== null,
    note: value === null ? "n < 100" : "",
    see: value === null ? "Few values" : "",
  })),
];

function render(
  columns: readonly Column<Row>[],
  shown: readonly Row[] = rows,
): Document {
  const data = table(shown, columns, { caption: '"><b>x' });
  const linkTo = (heading: string) =>
    heading === "Few values" ? '#few"values' : "";
  return parseHTML(renderHtmlTable(data, { linkTo }))
    .document as unknown as Document;
}

test("renderHtmlTable() escapes, marks and sorts", () => {
  const document = render(columns);
  expect(document.querySelector(".caption")?.textContent).toBe('"><b>x');
  expect(document.querySelector("script, .caption b b")).toBeNull();
  const cells = [...document.querySelectorAll("td")];
  expect(cells.map((cell) => cell.textContent)).toEqual([
    "a|b",
    "0.041",
    "<script>alert(1)</script>",
    "– n < 100",
  ]);
  expect(cells[1]?.getAttribute("data-sort")).toBe("0.0412345678");
  expect(cells[1]?.className).toBe("right");
  expect(cells[3]?.hasAttribute("data-none")).toBe(true);
  expect(cells[3]?.querySelector("s")?.textContent).toBe("–");
});

test("renderHtmlTable() links a flagged cell to the reason, if the page has it", () => {
  const [flagged, ...others] = render(columns).querySelectorAll("td a");
  expect(flagged?.getAttribute("href")).toBe('#few"values');
  expect(flagged?.getAttribute("title")).toBe("Why: Few values");
  expect(others).toEqual([]);
  const lost = column.text<Row>("name", "Name", { see: () => "Nowhere" });
  expect(render([lost]).querySelector("td a")).toBeNull();
});

test("renderHtmlTable() folds columns of detail below the width that all need", () => {
  expect(render(columns).querySelector(".unfold")).toBeNull();
  const detail = column.number<Row>("value", "Value", { detail: true });
  const document = render([...columns, detail]);
  expect(document.querySelector(".unfold")?.textContent?.trim())
    .toBe("All 3 columns");
  expect(document.querySelector(".table-box")?.className)
    .toBe("table-box fold-480");
  expect(document.querySelectorAll("th.detail, td.detail")).toHaveLength(3);
  const wide = render([...columns, ...Array(9).fill(detail)]);
  expect(wide.querySelector(".table-box")?.className)
    .toBe("table-box fold-1120");
});

test("renderHtmlTable() lets the rows of a long table scroll under their head", () => {
  const [row] = rows;
  const many = Array<Row>(41).fill(row ?? { name: "", value: 0 });
  expect(render(columns, many).querySelector(".table")?.className)
    .toBe("table tall");
  expect(render(columns, many.slice(1)).querySelector(".table")?.className)
    .toBe("table");
});
