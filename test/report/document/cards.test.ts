import { expect, test } from "vitest";
import {
  describeRecords,
  toFamilies,
} from "../../../src/report/document/cards.ts";
import { demoCells, provenance, reportOf } from "../demo.ts";

const records = (mode: "real" | "imported") => ({
  ...provenance,
  records: provenance.records.filter(({ modes }) => modes[0] === mode),
});

test("toFamilies() groups by the notebook's family, else by the records; reports on any runs come last", () => {
  const reports = [
    reportOf([], { title: "a", from: records("real") }),
    reportOf([], { title: "b", from: records("imported") }),
    reportOf([], { title: "c", from: { ...provenance, records: [] } }),
    reportOf([], { title: "f", family: "Any runs" }),
    reportOf([], { title: "d", family: "Clusters" }),
    reportOf([], { title: "e", from: records("real") }),
  ];
  expect(
    toFamilies(reports).map(({ name, cards }) => [
      name,
      cards.map(({ report }) => report.title).join(""),
    ]),
  ).toEqual([
    ["Clusters", "d"],
    ["Measurements", "ae"],
    ["Other notebooks", "c"],
    ["Results of others", "b"],
    ["Any runs", "f"],
  ]);
});

test("a card shows the lead figure, or else the first one", () => {
  const [family] = toFamilies([
    reportOf(demoCells()),
    reportOf(
      demoCells().map((cell) => ({
        ...cell,
        tags: [],
        outputs: cell.tags.includes("lead") ? [] : cell.outputs,
      })),
    ),
    reportOf([]),
  ]);
  expect(family?.cards.map(({ figure }) => figure?.title)).toEqual([
    "Throughput by number of nodes",
    "Throughput with 16 KiB values",
    undefined,
  ]);
});

test("describeRecords() counts a record of several reports once", () => {
  const [one] = provenance.records;
  expect(describeRecords([one!, one!])).toEqual([
    "96 runs",
    "2026-05-02 to 2026-05-04",
  ]);
  expect(describeRecords([{ ...one!, imported: 14 }])[0])
    .toBe("96 runs, 14 of them imported");
  expect(describeRecords([{ ...one!, imported: 96 }])[0]).toBe("96 runs");
  expect(describeRecords([])).toEqual([]);
});
