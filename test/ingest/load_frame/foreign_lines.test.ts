import { expect, test } from "vitest";
import {
  foreignLines,
  foreignReader,
} from "../../../src/ingest/load_frame/foreign_lines.ts";
import { importers, readSource, toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

const folder = "test/testdata/ingest";
const read = (format: string, text: string) =>
  readWhole(
    importers.find((one) => one.format === format)!.read(
      toSource("both.txt", text),
      { experiment: "both", settings: {} },
    ),
  );
const textOf = (path: string) => readSource(`${folder}/${path}`).text;

test("foreignLines() finds documents, rows and texts of other tools", () => {
  const text = [
    "tps = 12",
    '{"a": 1}',
    "{",
    '  "b": 2',
    "}",
    "0 1 3251 0 1790000000 12",
    "0 2 failed 0 1790000000 13",
    "more",
    "Running 30s test @ http://127.0.0.1",
    "",
    "  2 threads and 10 connections",
  ].join("\n");
  expect(foreignLines(text, "pgbench")).toEqual([
    { what: "JSON", first: 2, n: 4 },
    { what: "a log of pgbench", first: 6, n: 2 },
    { what: "the text of wrk", first: 9, n: 2 },
  ]);
});

test("foreignReader() tells them line by line, until one of the tool itself follows", () => {
  const { read, end } = foreignReader("YCSB");
  const lines = [
    ...["Starting test.", '{"a": 1}', "more", "{", '  "b": 2', "", "}", "more"],
    ...["Running 30s test @ http://127.0.0.1", "  2 threads", "[READ], Op"],
  ];
  expect(lines.map((line) => read(line))).toEqual([
    ...[null, "JSON", null, "JSON", "JSON", null, "JSON", null],
    ...["the text of wrk", "the text of wrk", "the text of wrk"],
  ]);
  end();
  expect(read("[READ], Op")).toBe(null);
});

test("foreignLines() passes over what a program logs as JSON", () => {
  const logged =
    '{"level":"warn","ts":"2026-11-29T23:00:00Z","msg":"retrying of unary invoker failed"}';
  expect(foreignLines(`${logged}\n${logged}\n`, "etcd's benchmark")).toEqual(
    [],
  );
});

test.each([
  [
    "etcd-benchmark",
    "etcd-benchmark/sample.txt",
    "etcd-benchmark/perfdash.json",
  ],
  ["pgbench", "pgbench/progress.txt", "pgbench/transactions.log"],
  ["wrk", "wrk/latency.txt", "oha/errors.json"],
  ["hey", "hey/summary.txt", "pgbench/summary.txt"],
  ["go-bench", "go-bench/new.txt", "oha/errors.json"],
  ["ycsb", "ycsb/intervals.txt", "oha/errors.json"],
  ["ycsb", "ycsb/hdr_verbose.txt", "pgbench/summary.txt"],
])(
  "%s counts what another format has below its text",
  async (format, first, second) => {
    const text = textOf(first).trimEnd();
    const alone = await read(format, `${text}\n`);
    const both = await read(format, `${text}\n${textOf(second)}`);
    const { read: all, stored, rejected } = both.counts;
    expect(all).toBe(stored + rejected);
    expect(stored).toBe(alone.counts.stored);
    const left = both.rows.warnings.filter(({ message }) =>
      message.endsWith("are left out; give them a file of their own")
    );
    const n = left.reduce((sum, { n }) => sum + n, 0);
    expect(n).toBeGreaterThan(0);
    expect(rejected).toBe(alone.counts.rejected + n);
    const line = text.split("\n").length + 1;
    expect(Number(left[0]?.place.split(":")[1])).toBeGreaterThanOrEqual(line);
  },
);

test("hey reads the texts of several runs, one below the other", async () => {
  const text = textOf("hey/summary.txt");
  const { runs, counts } = await read("hey", `${text}\n${text}`);
  const alone = await read("hey", text);
  expect(runs.map(({ repetition }) => repetition)).toEqual([1, 2]);
  expect(counts.stored).toBe(2 * alone.counts.stored);
});
