import { expect, test } from "vitest";
import {
  doubtLimit,
  limitIf,
  percentParts,
  sharedLimit,
  splitUnit,
  toLabel,
} from "../../../src/analysis/answers/answer_parts.ts";
import type { Severity } from "../../../src/analysis/validity/reason.ts";
import { sound } from "../../testing/validity.ts";

test.each([
  ["1.45 s", "1.45", "s"],
  ["below 84.3 ms", "below 84.3", "ms"],
  ["> 15 s", "> 15", "s"],
  ["60 to 90 ms", "60 to 90 ms", ""],
  ["not reached", "not reached", ""],
])("splitUnit() of %s", (text, value, unit) => {
  expect(splitUnit(text)).toEqual({ value, unit });
});

test("percentParts() keeps the decimals that are asked for", () => {
  expect(percentParts(0.33117)).toEqual({ value: "33.1", unit: "%" });
  expect(percentParts(0.0876, 2)).toEqual({ value: "8.76", unit: "%" });
});

test("toLabel() shortens a name of the record, however long, by whole letters", () => {
  expect(toLabel("kill-leader")).toBe("kill-leader");
  expect([...toLabel("🌍".repeat(60))]).toHaveLength(48);
});

test("limitIf() and sharedLimit() are empty unless they apply", () => {
  expect([limitIf(false, "few runs"), sharedLimit(0, 9)]).toEqual([[], []]);
  expect(sharedLimit(2, 9)).toEqual([{
    label: "2 of 9 runs shared the machine",
    heading: "What to keep in mind",
  }]);
});

const reasonOf = (severity: Severity) => ({
  ...{ code: "foreign-load", text: "others were busy", severity, runs: [] },
});

const [a, b, c, d] = [
  { ...sound, run_id: "a", reasons: [reasonOf("doubtful")] },
  { ...sound, run_id: "b" },
  { ...sound, run_id: "c", reasons: [reasonOf("doubtful")] },
  {
    ...{ ...sound, run_id: "d", status: "invalid" as const },
    reasons: [reasonOf("invalid")],
  },
] as const;

test("doubtLimit() names the figures that rest on a doubtful run, and counts the other ones", () => {
  const labelsOf = (figures: Parameters<typeof doubtLimit>[1]) =>
    doubtLimit([a, b, c, d], figures).map(({ label }) => label);
  expect(doubtLimit([b, d], [{ name: "etcd", runs: [b] }])).toEqual([]);
  expect(labelsOf([{ name: "etcd", runs: [b] }]))
    .toEqual(["2 of 3 runs are doubtful"]);
  expect(labelsOf([{ name: "etcd", runs: [a] }, { name: "SQLite", runs: [b] }]))
    .toEqual(["figure in doubt: etcd, and 1 other run"]);
  expect(
    labelsOf([{ name: "etcd", runs: [a] }, { name: "SQLite", runs: [b, c] }]),
  ).toEqual(["figures in doubt: etcd, SQLite"]);
  const long = "PostgreSQL without indexes on 200,000 instances";
  expect(labelsOf([{ name: long, runs: [a] }]))
    .toEqual(["1 key figure in doubt, and 1 other run"]);
});

test("doubtLimit() links to the heading under which the reasons stand", () => {
  const figures = [{ name: "etcd", runs: [a] }];
  const headings = [
    ...doubtLimit([a], figures),
    ...doubtLimit([a], figures, "Every run"),
  ].map(({ heading }) => heading);
  expect(headings).toEqual(["What to keep in mind", "Every run"]);
});
