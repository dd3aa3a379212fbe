import { expect, test } from "vitest";
import { toSource } from "../../../src/ingest/mod.ts";
import { csvRecords } from "../../../src/ingest/source/csv.ts";
import {
  isLongCsv,
  LONG_HEADER,
  longRows,
} from "../../../src/ingest/dbtester/dbtester_long.ts";

const header = `${LONG_HEADER.join()}\n`;

function read(text: string, chunks: readonly string[] = [text]) {
  const source = { ...toSource("x.csv", text), chunks: () => chunks };
  return [...longRows(source)].flat();
}

/** Fields as they may stand in a file; those of suite and test nearly always repeat. */
const starts = [
  "s,Write,",
  's,"Write 1M, ""all""",',
  '"s","a\nb",',
  ",,",
  "é,２,",
  "é,３,",
];
const ends = [
  "etcd-v3,Latency p99,123.25 ms",
  "zookeeper,AVG-LATENCY, 5 \r",
  '"etcd-v3",TOTAL-SECONDS,1',
  'etcd-v3,TOTAL-REQUEST-NUMBER,"100,000"',
  "etcd-v3,TOTAL-REQUEST-NUMBER,100,000",
  'etcd-v3,NOTE,"two\nlines"',
  "etcd-v3,EMPTY,",
  "etcd-v3,CUT",
  "etcd-v3",
  ",AVG-LATENCY,2 ms",
  "etcd-v3,,2 ms",
  'etcd-v3,BROKEN,2" ms',
  "é,µ,2 µs",
];

test("longRows() reads each line as csvRecords() does, wherever chunks are cut", () => {
  const text = header +
    starts.flatMap((start) =>
      [...ends, ...ends.toReversed()].map((end) => `${start}${end}\n\n`)
    ).join("") + "s,Write,etcd-v3,LAST,7 sec";
  const expected = [...csvRecords(toSource("x.csv", text))].slice(1)
    .map(({ line, fields, problem }) => {
      const [suite, test, database, metric, cell] = fields;
      const isCell = problem === "" && fields.length === 5 && database !== "" &&
        metric !== "";
      return isCell
        ? { suite, test, database, metric, text: cell?.trim(), line }
        : {
          line,
          problem: problem ||
            `it has ${fields.length} fields, or an empty one`,
        };
    });
  for (const size of [1, 7, 50, text.length]) {
    const chunks = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
    expect(read(text, chunks)).toEqual(expected);
  }
});

test("longRows() refuses other columns, and a quote that is never closed", () => {
  expect(() => read("suite,test,database,metric,value_text\n")).toThrow(
    "x.csv:1:1: has the columns suite, test, database",
  );
  expect(() => read("suite;test;system;metric;value_text\n"))
    .toThrow("is separated by semicolons");
  expect(() => read(`${header}s,t,d,m,1\ns,t,d,m,"1\ns,t,d,m,2\n`)).toThrow(
    "x.csv:3:1: is cut off inside a quoted field",
  );
});

test("longRows() takes a header that stands again for no cell", () => {
  const cell = "s,t,etcd-v3,AVG-LATENCY,5 ms\n";
  expect(read(header + cell + header + cell)).toMatchObject([
    { metric: "AVG-LATENCY", line: 2 },
    { problem: "it repeats the header", line: 3 },
    { metric: "AVG-LATENCY", line: 4 },
  ]);
});

test("longRows() reads names of many megabytes", () => {
  const name = '""'.repeat(2 ** 21);
  const line = `s,"${name}",etcd-v3,AVG-LATENCY,5 ms\n`;
  const rows = read(header + line + line);
  expect(rows.map(({ line }) => line)).toEqual([2, 3]);
  expect(rows.every((row) => !("problem" in row))).toBe(true);
});

test.each([
  [header, true],
  ['"suite",test\n', true],
  ["suite;test\n", true],
  ["# suite\n", false],
])("isLongCsv() of %j is %s", (text, expected) => {
  expect(isLongCsv(toSource("x.csv", text))).toBe(expected);
});
