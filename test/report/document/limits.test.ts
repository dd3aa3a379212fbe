import { expect, test } from "vitest";
import { findHeading, toChips } from "../../../src/report/document/limits.ts";
import { demoCells, failedReport, provenance, reportOf } from "../demo.ts";

test("toChips() lists the failure, the modes, and what the notebook says", () => {
  expect(toChips(failedReport())).toEqual([
    {
      label: "Incomplete",
      meaning: "failed",
      place: { kind: "cell", cell: 7 },
    },
    ...["Simulated results", "Imported results"].map((label) => ({
      label,
      meaning: "unsure",
      place: { kind: "provenance" },
    })),
    {
      label: "closed loop",
      meaning: "unsure",
      place: { kind: "heading", text: "Latency" },
    },
    {
      label: "one machine",
      meaning: "neutral",
      place: { kind: "heading", text: "No such heading" },
    },
  ]);
});

test("toChips() says that a notebook had all rights", () => {
  const from = { ...provenance, records: [], trusted: true };
  expect(toChips({ ...reportOf(demoCells(), { from }), answer: null })).toEqual(
    [
      {
        label: "Ran with --trust",
        meaning: "unsure",
        place: { kind: "provenance" },
      },
    ],
  );
});

test("findHeading() ignores case and line breaks", () => {
  const entries = [{ text: "A" }, { text: "What to keep in mind" }];
  expect(findHeading(entries, "what to\nkeep in mind")).toBe(entries[1]);
  expect(findHeading(entries, "B")).toBeUndefined();
});
