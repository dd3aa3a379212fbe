import { expect, test } from "vitest";
import { addExperiment } from "../../../src/ingest/benchmarks/gmeasure.ts";
import { allRows, emptyPiece } from "../../../src/ingest/mod.ts";

test("addExperiment() numbers the durations of all measurements, and leaves out what is none", () => {
  const piece = emptyPiece("values");
  addExperiment({ piece, run_id: "r", place: "a.json" }, {
    Name: "e",
    Measurements: [
      { Type: "Duration", Name: "start", Durations: [1e9, "x"] },
      {
        Type: "Duration",
        Name: "stop",
        Durations: [5e8],
        Annotations: ["last"],
      },
      { Type: "Value", Name: "size", Units: "MB", Values: [2, null] },
    ],
  });
  expect(
    allRows(piece, "operations").map((row) => [
      row.operation_id,
      row.kind,
      row.subject,
      row.duration_s,
      row.started_at,
    ]),
  ).toEqual([
    ["measured-1", "start", "", 1, null],
    ["measured-2", "stop", "last", 0.5, null],
  ]);
  expect(
    allRows(piece, "samples").map(({ metric, value, unit }) => [
      metric,
      value,
      unit,
    ]),
  ).toEqual([["size", 2e6, "B"]]);
  expect(piece.counts).toMatchObject({ read: 5, stored: 3, rejected: 2 });
});
