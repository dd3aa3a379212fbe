import { expect, test } from "vitest";
import {
  type CellOptions,
  parseCell,
} from "../../../src/ingest/run_record/parse_cell.ts";

const pair: CellOptions = { quantities: 2, separator: "~" };
const pods: CellOptions = { quantities: 2, separator: ";" };
const list: CellOptions = { statistics: ["p50", "p95", "p99"] };
const averages: CellOptions = { statistics: ["avg", "max"] };
const p99: CellOptions = { statistics: ["p99"] };

/** Values as `quantity statistic value annotation`. */
const shapes: [text: string, values: string[], options?: CellOptions][] = [
  ["", []],
  ["   ", []],
  ["20", ["0 value 20"]],
  ["2.0", ["0 value 2"]],
  [".5", ["0 value 0.5"]],
  ["20,000", ["0 value 20000"]],
  ["2,400,000", ["0 value 2400000"]],
  ["1,234.5", ["0 value 1234.5"]],
  ["-3", ["0 value -3"]],
  ["3e-4", ["0 value 0.0003"]],
  ["10k+", ["0 value 10000 +"]],
  ["2M", ["0 value 2000000"]],
  ["0.00114%", ["0 value 0.00114 %"]],
  ["12 MiB/s", ["0 value 12 MiB/s"]],
  ["99.6*", ["0 value 99.6 *"]],
  ["99,999(**)", ["0 value 99999 (**)"]],
  ["90,000 (**)", ["0 value 90000 (**)"]],
  ["12 (some words)", ["0 value 12 (some words)"]],
  ["100 OOM", ["0 value 100 OOM"]],
  ["~12", ["0 value 12 ~"]],
  ["< 0.1", ["0 value 0.1 <"]],
  ["~~3~~", ["0 value 3 struck"]],
  ["40-100", ["0 min 40", "0 max 100"]],
  ["0.05-3", ["0 min 0.05", "0 max 3"]],
  ["40 – 100", ["0 min 40", "0 max 100"]],
  ["0~5", ["0 min 0", "0 max 5"]],
  ["30~100 OOM", ["0 min 30", "0 max 100 OOM"]],
  ["40-60*", ["0 min 40", "0 max 60 *"]],
  ["40-OOM", ["0 min 40", "0 max null OOM"]],
  ["OOM", ["0 value null OOM"]],
  ["unclear", ["0 value null unclear"]],
  ["N/A", ["0 value null N/A"]],
  ["TBD", ["0 value null TBD"]],
  ["*", ["0 value null *"]],
  ["400 / 12k (*)", ["0 nominal 400", "0 measured 12000 (*)"]],
  ["0.33 ~ 26", ["0 value 0.33", "1 value 26"], pair],
  ["~ 31", ["1 value 31"], pair],
  ["0 ~", ["0 value 0"], pair],
  ["0", ["0 value 0"], pair],
  ["0 ~ unclear", ["0 value 0", "1 value null unclear"], pair],
  ["0 ~ 0.05-3", ["0 value 0", "1 min 0.05", "1 max 3"], pair],
  ["0~5", ["0 min 0", "0 max 5"], pair],
  ["0.55; 0.8", ["0 value 0.55", "1 value 0.8"], pods],
  ["20, 24, 24", ["0 p50 20", "0 p95 24", "0 p99 24"], list],
  ["100", ["0 value 100"], list],
  ["22-40", ["0 min 22", "0 max 40"], list],
  ["OOM", ["0 value null OOM"], list],
  ["0.8, 8.5", ["0 avg 0.8", "0 max 8.5"], averages],
  ["1,500", ["0 value 1500"], averages],
  ["24.5", ["0 p99 24.5"], p99],
  ["430+", ["0 p99 430 +"], p99],
  ["1000-2000", ["0 p99_min 1000", "0 p99_max 2000"], p99],
];

test.each(shapes)("parseCell() reads '%s' as %j", (text, values, options) => {
  const cell = parseCell(text, options);
  expect(cell.problem).toBe("");
  expect(
    cell.values.map(({ quantity, statistic, value, ...rest }) =>
      [
        quantity,
        statistic,
        value ?? "null",
        rest.unit ?? "",
        rest.annotation,
        rest.struck ? "struck" : "",
      ].filter((word) => word !== "").join(" ")
    ),
  ).toEqual(values);
});

const unreadable: [text: string, reason: RegExp, options?: CellOptions][] = [
  ["1,500,00", /groups its digits/],
  ["12,34", /groups its digits/],
  ["0,5", /groups its digits/],
  ["100-40", /backwards/],
  ["about a half", /no number/],
  ["0.3 ~ 25", /no number/],
  ["5 parsecs", /no number/],
  ["5 constructor", /no number/],
  ["1e999", /no number/],
  ["2022-01-07", /no number/],
  ["20, 24", /lists 2 figures, not 3/, list],
  ["20, 24, 24", /no number/],
  ["1 ~ 2 ~ 3", /3 quantities, not 2/, pair],
  ["~~3~~ 4", /no number/],
  ["<script>alert(1)</script>", /no number/],
];

test.each(unreadable)(
  "parseCell() refuses '%s'",
  (text, reason, options) => {
    const cell = parseCell(text, options);
    expect(cell.values).toEqual([]);
    expect(cell.problem).toMatch(reason);
  },
);

test("parseCell() reads a long hostile cell in linear time", () => {
  const start = performance.now();
  for (const unit of ["9,999", "( ", "~ ", "*", "- ", "1;", " ", "(*) "]) {
    parseCell(`5${unit.repeat(20_000)}x`, pair);
  }
  expect(performance.now() - start).toBeLessThan(2000);
});
