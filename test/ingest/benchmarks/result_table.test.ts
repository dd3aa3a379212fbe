import { expect, test } from "vitest";
import { resultTable } from "../../../src/ingest/benchmarks/result_table.ts";
import { glanceAt } from "../../../src/ingest/load_frame/glance.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

async function read(header: string, row: string) {
  const line = `|${header.replace(/[^|]+/g, "---")}|`;
  const file = toSource("a.md", `|${header}|\n${line}\n|${row}|\n`);
  return await readWhole(
    resultTable.read(file, { experiment: "x", settings: {} }),
  );
}

test.each([
  ["QPS", "44,341", "throughput", "value", 44341, "1/s"],
  ["Average write QPS", "583", "throughput", "mean", 583, "1/s"],
  ["requests per second", "12.5", "throughput", "value", 12.5, "1/s"],
  ["p99.9 latency (ms)", "1.5", "latency", "p99.9", 0.0015, "s"],
  ["95th percentile latency", "2 ms", "latency", "p95", 0.002, "s"],
  ["Max latency [µs]", "30", "latency", "max", 0.00003, "s"],
  ["Average server RSS", "48 MB", "memory", "mean", 48e6, "B"],
  ["Success rate", "99.5%", "success_rate", "value", 0.995, "1"],
  ["Success rate", "99.5", "success_rate", "value", 0.995, "1"],
])(
  "the column '%s' with %s is %s %s",
  async (label, cell, kind, statistic, value, unit) => {
    const { rows } = await read(label, cell);
    expect(rows.reported).toMatchObject([{
      kind,
      statistic,
      unit,
      value: expect.closeTo(value, 9),
      text: cell,
    }]);
    expect(rows.warnings).toEqual([]);
  },
);

test("other columns are settings, of which none is lost", async () => {
  const { runs } = await read(
    "Number of clients|Users|Target|Errors",
    "10|1,000|leader|0",
  );
  expect(runs[0]?.params.map(({ key, value, number }) => [key, value, number]))
    .toEqual([
      ["workers", "10", 10],
      ["workers_2", "1000", 1000],
      ["target", "leader", null],
    ]);
});

test("a cell that is no number is rejected, a blank one is none", async () => {
  const { rows, counts } = await read("a|QPS|Errors|RPS", "1|fast|3|-");
  expect(rows.reported.map(({ value }) => value)).toEqual([3]);
  expect(counts).toMatchObject({ read: 2, stored: 1, rejected: 1 });
});

test("a row without a result that is a number is no run", async () => {
  const { runs, rows } = await read("a|QPS", "1|-|\n|2|slow|\n|3|5");
  expect(runs.map(({ params }) => params[0]?.value)).toEqual(["3"]);
  expect(rows.warnings.map(({ run_id, code }) => [run_id, code])).toEqual([
    ["", "left-out"],
    ["", "unreadable-cell"],
    ["", "left-out"],
  ]);
});

test.each([
  ["| a | QPS |\n|---|---|\n| 1 | 2 |\n", true],
  ["| Run | QPS |\n|---|---|\n| 2023-03-01 | 2 |\n", false],
  ["| a | b |\n|---|---|\n| 1 | 2 |\n", false],
  ["QPS | latency\n", false],
])("the text %j fits: %j", (text, expected) => {
  const glance = glanceAt(toSource("a.md", text));
  expect(resultTable.shapes[0]?.fits(glance)).toBe(expected);
});
