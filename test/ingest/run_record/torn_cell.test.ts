import { expect, test } from "vitest";
import { toSource } from "../../../src/ingest/mod.ts";
import { runRecord } from "../../../src/ingest/run_record/run_record.ts";
import { withoutTornCell } from "../../../src/ingest/run_record/torn_cell.ts";

const head = "| Run | 2022-01-01 | 2022-01-02 |\n|---|---|---|\n";

test.each([
  ["| CPUs | 4 | 16", "| CPUs | 4 |", { cell: "16", line: 3 }],
  ["| CPUs | 4 | a \\| b", "| CPUs | 4 |", { cell: "a \\| b", line: 3 }],
  ["| CP", "", { cell: "CP", line: 3 }],
  ["| CPUs | 4 | 16 |", "| CPUs | 4 | 16 |", null],
  ["| CPUs | 4 | 16\n", "| CPUs | 4 | 16\n", null],
  ["16 runs", "16 runs", null],
])("withoutTornCell() leaves of %j what is whole", (last, rest, torn) => {
  expect(withoutTornCell(head + last)).toEqual({ text: head + rest, torn });
});

test("withoutTornCell() keeps rows that are all written without a bar at their end", () => {
  const text = "| Run | 2022-01-01\n|---|---\n| CPUs | 4\n| GBs | 16";
  expect(withoutTornCell(text)).toEqual({ text, torn: null });
  expect(withoutTornCell("")).toEqual({ text: "", torn: null });
});

test("runRecord counts a cell that is cut off as rejected, with its place", () => {
  const { counts, rows, runs } = runRecord.read(
    toSource("cut.md", `${head}| CPUs | 4 | 8 |\n| GBs | 16 | 3`),
    { experiment: "run-record", settings: {} },
  );
  expect(counts).toMatchObject({ read: 4, stored: 3, rejected: 1 });
  expect(runs.map(({ params }) => params.map(({ value }) => value)))
    .toEqual([["4", "16"], ["8"]]);
  expect(rows.warnings.map(({ code, place }) => [code, place])).toEqual([
    ["uneven-row", "cut.md:4"],
    ["rejected-row", "cut.md:4"],
  ]);
});

test("runRecord counts cells beyond the columns of a table with a run a row", () => {
  const { counts, rows } = runRecord.read(
    toSource(
      "rows.md",
      "| Run | CPUs |\n|---|---|\n| 2022-01-01 | 4 | 16 |\n| 2022-01-02 | 8 |\n",
    ),
    { experiment: "run-record", settings: {} },
  );
  expect(counts).toMatchObject({ read: 3, stored: 2, rejected: 1 });
  expect(rows.warnings).toMatchObject([{
    code: "uneven-row",
    message: "row has 3 cells under 2 columns; left out: 16",
    place: "rows.md:3",
  }]);
});

test("runRecord says that a label's unit is none of its quantity", () => {
  const { rows } = runRecord.read(
    toSource(
      "units.md",
      "| Run | 2022-01-01 |\n|---|---|\n| HTTP request times (p99) [MiB/s] | 4 |\n| Storage [GiB/day] | 1 |\n",
    ),
    { experiment: "run-record", settings: {} },
  );
  expect(rows.warnings).toMatchObject([{
    code: "unit-mismatch",
    message:
      "row 'HTTP request times (p99) [MiB/s]' is in MiB/s, which is no unit of http_request_time",
    place: "units.md:3",
  }]);
});
