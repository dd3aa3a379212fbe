import { expect, test } from "vitest";
import { readFezzikLines } from "../../../src/ingest/fezzik/fezzik_lines.ts";
import { toSource } from "../../../src/ingest/mod.ts";

const common = { ReportTime: "2016-08-09T14:03:11Z", ReportName: "r" };
const lrp = JSON.stringify({ ...common, NumCells: 1, NumInstances: 2 });
const task = JSON.stringify({ ...common, NumCells: 1, NumRequested: 2 });

function read(...lines: readonly string[]) {
  return [...readFezzikLines(toSource("reports.json", lines.join("\n")))];
}

/** What was read as text. */
function described(...lines: readonly string[]): string[] {
  return read(...lines).map((one) =>
    `${one.line}+${one.lines} ${
      one.kind === "record" ? one.record.kind : one.problem
    }`
  );
}

test("readFezzikLines() pairs a type with the line below it, across blank lines", () => {
  expect(described("LRP_REPORT", lrp, "", "TASK_REPORT", "", task)).toEqual([
    "2+2 lrp",
    "6+2 task",
  ]);
});

test("readFezzikLines() rejects a type without a record, and a record without a type", () => {
  expect(described(lrp, "LRP_REPORT", "TASK_REPORT", task, "LRP_REPORT"))
    .toEqual([
      "1+1 no LRP_REPORT or TASK_REPORT stands above it",
      "2+1 no record follows LRP_REPORT",
      "4+2 task",
      "5+1 no record follows LRP_REPORT",
    ]);
});

test("readFezzikLines() rejects a record that stands above it already, as in a file that was put together twice", () => {
  const file = ["LRP_REPORT", lrp, "TASK_REPORT", task];
  expect(described(...file, ...file)).toEqual([
    ...["2+2 lrp", "4+2 task"],
    "6+2 the same record stands above it",
    "8+2 the same record stands above it",
  ]);
});

test("readFezzikLines() says why a record is none", () => {
  expect(described("LRP_REPORT", lrp.slice(0, 40), "TASK_REPORT", task))
    .toEqual(["2+2 its JSON is cut off or broken", "4+2 task"]);
  expect(described("TASK_REPORT", lrp)[0])
    .toMatch(/^2\+2 it is no such record \(NumRequested: /);
  expect(described("LRP_REPORT", "[]")[0]).toMatch(/^2\+2 it is no such/);
});
