import { expect, test } from "vitest";
import { linesOf } from "../../../src/ingest/database_tools/go_ycsb_lines.ts";

const expected = [{
  operation: "READ",
  values: { "Takes(s)": "1.5", "Count": "5010", "99.9th(us)": "12000" },
}];

test.each([
  ["text", "READ   - Takes(s): 1.5, Count: 5010, 99.9th(us): 12000"],
  [
    "JSON",
    '[{"99.9th(us)":"12000","Count":"5010","Operation":"READ","Takes(s)":"1.5"}]',
  ],
  [
    "a table",
    "| OPERATION | TAKES(S) | COUNT | 99.9TH(US) |\n+---+---+---+---+\n| READ | 1.5 | 5010 | 12000 |",
  ],
])("linesOf() reads measurements as %s", (_, text) => {
  expect(linesOf(text)).toEqual(expected);
});

test.each(["READ - Takes(s): 1.5", "[{broken", "| READ | 1.5 |", ""])(
  "linesOf() leaves out %j",
  (text) => expect(linesOf(text)).toEqual([]),
);
