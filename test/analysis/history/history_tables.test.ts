import { expect, test } from "vitest";
import {
  noiseTable,
  shiftsTable,
} from "../../../src/analysis/history/history_tables.ts";
import { toHistory } from "../../testing/histories.ts";
import { steady } from "../trend/trend_points.ts";

test("shiftsTable() has size, interval, what changed, and whether it returned", () => {
  const history = toHistory([
    ...steady(0.3, 30),
    ...steady(0.6, 30),
    ...steady(0.3, 10),
  ]);
  const { columns, rows } = shiftsTable(history);
  const texts = (at: number) =>
    Object.fromEntries(
      columns.map(({ label }, i) => [label, rows[at]?.[i]?.text]),
    );
  expect(rows).toHaveLength(2);
  expect(texts(0)).toMatchObject({
    "Since": "2026-01-31",
    "Version": "v30",
    "Before": "300 ms",
    "After": "600 ms",
    "Change": "+100 %",
    "Returned by": "2026-03-02",
    "Other cause": "none",
    "Changed with it": "release: v29 to v30",
    "Runs": "30 and 30",
  });
  expect(texts(0)["95 % interval"]).toMatch(/^\+(99|100) % to \+10[01] %$/);
  expect(texts(1)).toMatchObject({ "Change": "−50 %", "Returned by": "no" });
});

test("the tables of a history without a change say so", () => {
  const history = toHistory(steady(0.3, 20));
  expect(shiftsTable(history).headline).toBe("No change of level was found.");
  expect(noiseTable(history).rows).toHaveLength(1);
});

test("a change from 0 has no percentage, and long names are cut", () => {
  const history = toHistory([...Array(30).fill(0), ...steady(0.3, 30)]);
  const [shift] = history.shifts;
  const long = "9".repeat(5000);
  const { columns, rows } = shiftsTable({
    ...history,
    shifts: shift
      ? [{ ...shift, first: { ...shift.first, version: long } }]
      : [],
  });
  const textOf = (label: string) =>
    rows[0]?.[columns.findIndex((column) => column.label === label)]?.text;
  expect(textOf("Change")).toBe("up from 0");
  expect(textOf("Version")).toHaveLength(80);
});
