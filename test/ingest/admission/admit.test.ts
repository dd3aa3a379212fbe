import { expect, test } from "vitest";
import {
  admitAll,
  batchIn,
  emptyPiece,
  type Imported,
  toSource,
  toWarning,
} from "../../../src/ingest/mod.ts";
import { addRow, toEvent } from "../../../src/record/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";
import {
  toTestOperation,
  toTestParam,
  toTestReported,
  toTestRun,
} from "../../testing/records.ts";

const file = toSource("folder/x.csv", "x");

function admit(fill: (piece: ReturnType<typeof emptyPiece>) => void) {
  const piece = emptyPiece("rows");
  fill(piece);
  return readWhole(admitAll(file, piece as Imported));
}

test("admitAll() makes an invalid value null in a nullable column, else rejects the row, as one that cannot be", async () => {
  const { rows, counts } = await admit(({ rows, counts }) => {
    counts.read = counts.stored = 5;
    rows.reported.push(
      toTestReported("r1", { value: Infinity, n: 1e30, label: "rate" }),
    );
    rows.operations.push(
      toTestOperation("r1", { duration_s: NaN, started_at: "+012026-01-01" }),
      toTestOperation("r1", { duration_s: -1 }),
      toTestOperation("r1", { outcome: "oj" as "ok" }),
    );
    rows.samples.push({
      run_id: "r1",
      source: "",
      metric: "m",
      unit: "",
      at: null,
      value: NaN,
    });
  });
  expect(rows.reported).toMatchObject([{ value: null, n: null }]);
  expect(rows.operations).toMatchObject([{
    duration_s: null,
    started_at: null,
  }]);
  expect(rows.samples).toEqual([]);
  expect(counts).toEqual({ unit: "rows", read: 5, stored: 2, rejected: 3 });
  expect(
    rows.warnings.map(({ code, message, place }) => [code, message, place]),
  )
    .toEqual([
      [
        "value-left-out",
        "started_at of operations is '+012026-01-01', not a time in UTC as ISO 8601, and is left out",
        "x.csv, PUT",
      ],
      [
        "value-left-out",
        "duration_s of operations is NaN, not a finite number, and is left out",
        "x.csv, PUT",
      ],
      [
        "rejected-row",
        "row of operations is left out as its duration_s is -1, below 0",
        "x.csv, PUT",
      ],
      [
        "rejected-row",
        "row of operations is left out as its outcome is 'oj', not an outcome",
        "x.csv, PUT",
      ],
      [
        "rejected-row",
        "row of samples is left out as its value is NaN, not a finite number",
        "x.csv, m",
      ],
      [
        "value-left-out",
        "value of reported is Infinity, not a finite number, and is left out",
        "x.csv, rate value",
      ],
      [
        "value-left-out",
        "n of reported is 1e+30, not an integer below 2^53, and is left out",
        "x.csv, rate value",
      ],
    ]);
});

test("admitAll() rejects impossible figures with their place", async () => {
  const { runs, rows, counts } = await admit(({ runs, rows, counts }) => {
    counts.read = counts.stored = 13;
    runs.push(toTestRun("r1", {
      started_at: "2026-01-02T03:04:05Z",
      ended_at: "2026-01-02T03:04:04.999Z",
      params: [toTestParam("workers", -5), toTestParam("rate", Infinity)],
    }));
    rows.reported.push(
      toTestReported("r1", { kind: "latency", value: -1, unit: "s" }),
      toTestReported("r1", { kind: "latency", value: -2, unit: "s" }),
      toTestReported("r1", { kind: "total_requests", value: -1, unit: "" }),
      toTestReported("r1", { kind: "success_rate", value: 1.5, unit: "1" }),
      // A difference may be negative, and processor time may exceed 100 %.
      toTestReported("r1", { kind: "storage_rate", value: -1, unit: "B/s" }),
      toTestReported("r1", { kind: "cpu", value: 1.5, unit: "1" }),
    );
    const sample = { run_id: "r1", source: "", at: null };
    rows.samples.push(
      { ...sample, metric: "latency_mean", unit: "s", value: -1 },
      { ...sample, metric: "failed_requests", unit: "", value: -1 },
      // A clock may be behind, and a gauge below zero.
      { ...sample, metric: "clock_offset", unit: "s", value: -1 },
      { ...sample, metric: "temperature", unit: "", value: -1 },
    );
    const bucket = { run_id: "r1", kind: "request", count: 1 };
    rows.histograms.push(
      { ...bucket, lower: -1, upper: 1 },
      { ...bucket, lower: 2, upper: 1 },
      { ...bucket, lower: 1, upper: 2 },
    );
  });
  expect(runs[0]?.params.map(({ number }) => number)).toEqual([-5, null]);
  expect(rows.reported.map(({ kind }) => kind)).toEqual([
    "storage_rate",
    "cpu",
  ]);
  expect(rows.samples.map(({ metric }) => metric))
    .toEqual(["clock_offset", "temperature"]);
  expect(rows.histograms).toEqual([
    { run_id: "r1", kind: "request", count: 1, lower: 1, upper: 2 },
  ]);
  expect(counts).toEqual({ unit: "rows", read: 13, stored: 5, rejected: 8 });
  expect(rows.warnings[0]?.place).toBe("x.csv, % CPU value");
  expect(rows.warnings.map(({ code, message, n }) => [code, message, n]))
    .toEqual([
      [
        "impossible-figure",
        "latency is negative, which it cannot be, and is left out",
        2,
      ],
      [
        "impossible-figure",
        "total_requests is negative, which it cannot be, and is left out",
        1,
      ],
      [
        "impossible-figure",
        "success_rate is more than 100 %, which it cannot be, and is left out",
        1,
      ],
      [
        "impossible-figure",
        "latency_mean is negative, which it cannot be, and is left out",
        1,
      ],
      [
        "impossible-figure",
        "failed_requests is negative, which it cannot be, and is left out",
        1,
      ],
      [
        "impossible-figure",
        "a bucket of request begins below 0, which it cannot, and is left out",
        1,
      ],
      [
        "impossible-figure",
        "a bucket of request ends before its begin, which it cannot, and is left out",
        1,
      ],
      [
        "impossible-figure",
        "setting workers is negative, which it cannot be",
        1,
      ],
      [
        "value-left-out",
        "setting rate is Infinity, and is kept as text alone",
        1,
      ],
      [
        "ends-before-start",
        "the run ends at 2026-01-02T03:04:04.999Z, before its start at 2026-01-02T03:04:05Z",
        1,
      ],
    ]);
});

test.each([
  ["a latency", "s", [0, 7, NaN], []],
  ["a latency", "s", [1, -2, 3], ["a latency is negative"]],
  ["total_requests", "", [5, -1], ["total_requests is negative"]],
  ["size", "B", [-5, 9], []],
  ["read_share", "1", [0, 1, 0.5], []],
  ["read_share", "1", [0.5, 1.5], ["read_share is more than 100 %"]],
])(
  "admitAll() keeps a batch of %s in '%s' as one unless a value is impossible",
  async (kind, unit, values, problems) => {
    const piece = emptyPiece("rows");
    const batch = batchIn(piece, "reported", ["value"], ["kind"]);
    batch.shapes.push(toTestReported("r1", { kind: "unused", unit }));
    for (const value of values) {
      const i = addRow(batch, 0);
      batch.numbers.value[i] = value;
      batch.texts.kind[i] = kind;
    }
    const pieces = await Array.fromAsync(admitAll(file, piece as Imported));
    // The warnings, if there are any, come behind it.
    expect(pieces.length).toBe(problems.length === 0 ? 1 : 2);
    expect(pieces[0]?.batches.length).toBe(problems.length === 0 ? 1 : 0);
    expect(pieces[0]?.rows.reported.length)
      .toBe(problems.length === 0 ? 0 : values.length - 1);
    const messages = pieces.flatMap(({ rows }) =>
      rows.warnings.map(({ message }) => message.replace(/, which.*/, ""))
    );
    expect(messages).toEqual(problems);
  },
);

test("admitAll() yields an empty piece for a file of which an importer makes none", async () => {
  const pieces = await Array.fromAsync(admitAll(file, []));
  expect(pieces).toHaveLength(1);
  expect(pieces[0]).toMatchObject({ runs: [], batches: [], queries: [] });
});

test("admitAll() merges many warnings of one code into one with a count", async () => {
  const { rows } = await admit(({ rows }) => {
    for (let i = 0; i < 250; i++) {
      rows.warnings.push(toWarning({
        run_id: i % 2 ? "r1" : "",
        code: "rejected-row",
        message: `row ${i}`,
        place: "",
      }));
    }
  });
  expect(rows.warnings).toHaveLength(202);
  expect(rows.warnings.reduce((sum, { n }) => sum + n, 0)).toBe(250);
  expect(rows.warnings.at(-1)).toMatchObject({
    run_id: "r1",
    message: "and more such as: row 201",
    n: 25,
  });
});

test("admitAll() refuses an invalid run, with file and field", async () => {
  const imported = admit(({ runs }) => {
    runs.push(toTestRun("r1", { started_at: "soon" }));
  });
  await expect(imported).rejects.toThrow(
    /^folder\/x\.csv: gives a run that cannot be kept \(started_at: /,
  );
});

test("admitAll() keeps the counts of a piece that takes back what an earlier one stored", async () => {
  const { counts } = await admit(({ counts }) => {
    counts.read = 1;
    counts.stored = -4;
    counts.rejected = 5;
  });
  expect(counts).toEqual({ unit: "rows", read: 1, stored: -4, rejected: 5 });
});

test("admitAll() refuses a file of which no figure can be kept, and says why", async () => {
  const imported = (fill: (piece: ReturnType<typeof emptyPiece>) => void) =>
    admit((piece) => {
      piece.runs.push(toTestRun("r1", { mode: "imported", verdict: "none" }));
      piece.counts.read = piece.counts.stored = 1;
      fill(piece);
    });
  await expect(imported(({ rows }) => {
    rows.events.push(
      toEvent({
        run_id: "r1",
        at: null,
        kind: "remark",
        subject: "",
        detail: "quick",
      }),
    );
    rows.reported.push(
      toTestReported("r1", { kind: "latency", value: -1, unit: "s" }),
    );
  })).rejects.toThrow(
    "folder/x.csv: holds no figure that can be kept: 1 rows, and none of use (latency is negative, which it cannot be, and is left out); give a file with at least one result",
  );
  const { runs } = await imported(({ rows }) => {
    rows.reported.push(
      toTestReported("r1", { kind: "latency", value: 0, unit: "s" }),
    );
  });
  expect(runs).toHaveLength(1);
  // A run of this tool is kept whatever it left.
  const own = await admit(({ runs }) => {
    runs.push(toTestRun("r1", { mode: "real" }));
  });
  expect(own.runs).toHaveLength(1);
});
