import { expect, test } from "vitest";
import { allRows, emptyPiece } from "../../../src/ingest/mod.ts";
import { toLoadValue } from "../../../src/ingest/load_tools/load_value.ts";
import { reportedAdder } from "../../../src/ingest/ycsb/ycsb_reported.ts";
import { toStatistic } from "../../../src/ingest/ycsb/ycsb_statistic.ts";

type Entry = readonly [name: string, value: string | number];

const plain: readonly Entry[] = [
  ["Operations", 1000],
  ["AverageLatency(us)", 401.53],
  ["95thPercentileLatency(us)", "611"],
  ["Return=OK", 998],
  ["Return=0", "12"],
  ["Return=15", -0],
  ["Return=-1", 1],
  ["Return=007", 2],
  ["Return=", 3],
  ["Return=ERROR", 0.25],
];

function toRows(entries: readonly Entry[]) {
  return entries.map(([name, value], i) =>
    toLoadValue("r1", {
      ...toStatistic("READ", name),
      text: String(value),
      position: i + 1,
    })
  );
}

function add(entries: readonly Entry[]) {
  const piece = emptyPiece("entries");
  const context = { run_id: "r1", metric: "READ", decimal: "unknown" } as const;
  const adder = reportedAdder(piece, context);
  const known = entries.map(([name, value], i) =>
    adder({ name, value, position: i + 1 })
  );
  return { piece, known };
}

test("reportedAdder() collects numbers as they are printed in a batch", () => {
  const { piece, known } = add(plain);
  expect(piece.rows.reported).toEqual([]);
  expect(piece.batches.map(({ count }) => count)).toEqual([plain.length]);
  expect(piece.batches[0]?.shapes.length).toBe(plain.length - 2);
  expect(known).toEqual(plain.map(() => true));
  expect(
    allRows(piece, "reported").map(({ value, ...row }) => ({
      ...row,
      // The sign of zero is lost where it is written.
      value: (value ?? NaN) + 0,
    })),
  ).toEqual(toRows(plain));
});

test.each<[string | number, boolean]>([
  ["401.50", true],
  ["2.0E-4", true],
  [1e-7, true],
  [1e300, true],
  ["1,234.5", true],
  ["1,188", false],
  ["NaN", false],
  [Infinity, false],
])(
  "reportedAdder() keeps %j as a row, and all entries in order",
  (value, isNumber) => {
    const entries: readonly Entry[] = [
      ...plain,
      ["MaxLatency(us)", value],
      ["MinLatency(us)", 7],
    ];
    const { piece, known } = add(entries);
    expect(piece.batches).toEqual([]);
    expect(known).toEqual(
      entries.map((_, i) => i !== plain.length || isNumber),
    );
    expect(piece.rows.reported.map(({ text }) => text))
      .toEqual(toRows(entries).map(({ text }) => text));
    expect(piece.rows.reported.slice(plain.length))
      .toEqual(toRows(entries).slice(plain.length));
  },
);
