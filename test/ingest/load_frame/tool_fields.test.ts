import { expect, test } from "vitest";
import { toNumber } from "../../../src/ingest/load_frame/document.ts";
import {
  addBuckets,
  addField,
  addPercentile,
  addRequestCounts,
  pickFields,
  type ToolContext,
} from "../../../src/ingest/load_frame/tool_fields.ts";
import { emptyPiece } from "../../../src/ingest/mod.ts";

function open(): ToolContext {
  return { piece: emptyPiece("values"), run_id: "r", place: "a.json" };
}

test("pickFields() leaves out what the document does not have", () => {
  const document = { a: { "p99.9": 2, none: null } };
  const rules = [
    ["a/p99.9", "latency", "p99.9", "ms"],
    ["a/none", "latency", "max", "ms"],
    ["b/c", "latency", "min", "ms"],
  ] as const;
  expect(pickFields(document, rules)).toEqual([{
    label: "a/p99.9",
    value: 2,
    kind: "latency",
    statistic: "p99.9",
    symbol: "ms",
  }]);
});

test.each([
  [1.5, 1.5],
  ["48", 48],
  ["", null],
  ["-nan", null],
  [
    NaN,
    null,
  ],
  [true, null],
  [null, null],
])("toNumber(%j) is %j", (value, number) => {
  expect(toNumber(value)).toBe(number);
});

test("addField() converts to base units, and keeps the text and the estimator", () => {
  const context = open();
  addField(context, {
    label: "90%",
    value: "7.5",
    kind: "latency",
    statistic: "p90",
    symbol: "ms",
  }, { estimator: "t-digest", n: 10 });
  expect(context.piece.rows.reported).toMatchObject([{
    value: 0.0075,
    unit: "s",
    n: 10,
    text: "7.5",
    annotation: "t-digest",
  }]);
  expect(context.piece.counts)
    .toMatchObject({ read: 1, stored: 1, rejected: 0 });
});

test("addField() rejects what is no number, with a warning", () => {
  const context = open();
  addField(context, {
    label: "max",
    value: "N/A",
    kind: "latency",
    statistic: "max",
    symbol: "ms",
  });
  expect(context.piece.counts)
    .toMatchObject({ read: 1, stored: 0, rejected: 1 });
  expect(context.piece.rows.warnings)
    .toMatchObject([{ message: "max is 'N/A', no number" }]);
});

test("addRequestCounts() warns of what the file does not tell", () => {
  const context = open();
  addRequestCounts(context, {
    sent: { label: "requests", value: 5 },
    failed: { label: "errors", value: null },
  });
  expect(context.piece.rows.reported)
    .toMatchObject([{ kind: "sent_requests", value: 5, label: "requests" }]);
  expect(context.piece.rows.warnings).toMatchObject([{
    code: "not-told",
    message:
      "the file does not tell how many requests were offered, completed, failed, dropped, skipped",
  }]);
});

test("addBuckets() takes counts as text, and rejects what is no bucket", () => {
  const context = open();
  addBuckets(context, "request", [
    { lower: 0, upper: 0.5, count: "48" },
    { lower: 0.5, upper: 1, count: 0 },
    { lower: 2, upper: 1, count: 3 },
    { lower: 1, upper: 2, count: 0.5 },
  ]);
  expect(context.piece.rows.histograms)
    .toEqual([{
      run_id: "r",
      kind: "request",
      lower: 0,
      upper: 0.5,
      count: 48,
    }]);
  expect(context.piece.counts)
    .toMatchObject({ read: 4, stored: 2, rejected: 2 });
});

test("addPercentile() names the statistic by its percent, and leaves out what is none", () => {
  const context = open();
  for (const percent of [50, "99.9", 100, null, "no", 101, -1]) {
    const field = { label: "a", value: 2, kind: "latency", symbol: "s" };
    addPercentile(context, { ...field, percent }, { estimator: "", n: null });
  }
  const { rows, counts } = context.piece;
  expect(rows.reported.map(({ statistic }) => statistic))
    .toEqual(["p50", "p99.9", "p100"]);
  expect(counts).toMatchObject({ read: 7, stored: 3, rejected: 4 });
  expect(rows.warnings.map(({ code }) => code))
    .toEqual(Array(4).fill("rejected-row"));
});
