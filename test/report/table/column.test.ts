import { expect, test } from "vitest";
import { column, table } from "../../../src/report/mod.ts";

interface Row {
  readonly name: string | null;
  readonly status: "ok" | "invalid";
  readonly rate: number | null;
  readonly lower: number;
  readonly upper: number;
  readonly agrees: boolean;
}

const rows: readonly Row[] = [
  {
    name: "a",
    status: "ok",
    rate: 1234.5678,
    lower: 1100,
    upper: 1300,
    agrees: true,
  },
  {
    name: null,
    status: "invalid",
    rate: null,
    lower: 0,
    upper: 0,
    agrees: false,
  },
];

test("a column of each kind prints its values, aligns them and sorts by them", () => {
  const { columns, rows: cells } = table(rows, [
    column.text("name", "Name"),
    column.number("rate", "Rate"),
    column.number("rate", "Rate [1/min]", { unit: "1/min", digits: 3 }),
    column.number(({ rate }) => rate, "Rate", { decimals: 2, suffix: "×" }),
    column.percent("rate", "Share", { decimals: 1 }),
    column.duration("rate", "Time", { none: "too few" }),
    column.bytes("rate", "Size", { unit: "KiB", decimals: 1 }),
    column.probability("upper", "p"),
    column.range("rate", "lower", "upper", "Estimate", { digits: 2 }),
    column.status("status", "Status"),
    column.flag("agrees", "Agree"),
  ]);
  expect(columns.map(({ align }) => align).join(" ")).toBe(
    "left right right right right right right right right left left",
  );
  expect(
    cells[0]?.map(({ text, note }) => note === "" ? text : `${text} (${note})`),
  ).toEqual([
    "a",
    "1,234.57",
    "74,100",
    "1,234.57×",
    "123,456.8 %",
    "20.6 min",
    "1.2 KiB",
    "1.3e+3",
    "1,200 (1,100 to 1,300)",
    "ok",
    "yes",
  ]);
  expect(cells[0]?.map(({ sort }) => sort).slice(0, 3)).toEqual([
    "a",
    1234.5678,
    1234.5678,
  ]);
  expect(cells[1]?.map(({ text }) => text)).toEqual(
    ["–", "–", "–", "–", "–", "too few", "–", "< 0.001", "–", "invalid", "no"],
  );
  expect(cells[1]?.map(({ sort, struck }) => [sort, struck])[1]).toEqual([
    null,
    false,
  ]);
  expect(cells[1]?.[9]?.struck).toBe(true);
});

test("column options mark a value and leave a missing one unmarked", () => {
  const marked = column.number<Row>("rate", "Rate", {
    note: ({ status }) => status,
    struck: () => true,
    bold: () => true,
    sort: ({ upper }) => upper,
  });
  expect(rows.map(marked.cell)).toEqual([
    {
      text: "1,234.57",
      sort: 1300,
      struck: true,
      bold: true,
      note: "ok",
      see: "",
    },
    {
      text: "–",
      sort: 0,
      struck: false,
      bold: false,
      note: "invalid",
      see: "",
    },
  ]);
});

test("column.cell() prints anything, and sorts by its text unless told otherwise", () => {
  const { rows: cells } = table(rows, [
    column.cell("Text", "left", ({ name }) => name ?? "none"),
    column.cell(
      "More",
      "right",
      ({ rate }) => ({ text: "x", sort: rate, note: "n = 3" }),
    ),
  ]);
  expect(cells[0]?.[0]).toEqual({
    text: "a",
    sort: "a",
    struck: false,
    bold: false,
    note: "",
    see: "",
  });
  expect(cells[0]?.[1]).toEqual({
    text: "x",
    sort: 1234.5678,
    struck: false,
    bold: false,
    note: "n = 3",
    see: "",
  });
});

test("a column sorts by no number that JSON lacks", () => {
  expect(column.number<Row>(() => Infinity, "Rate").cell(rows[0]!).sort).toBe(
    null,
  );
});
