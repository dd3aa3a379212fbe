import { expect, test } from "vitest";
import { blocksOf } from "../../../src/ingest/load_frame/text_blocks.ts";

test("blocksOf() begins a run only below one that has ended", () => {
  const lines = [
    "warning",
    "begin",
    "begin",
    "end",
    "more",
    "begin",
    "\u001b[1mend\u001b[0m  ",
  ];
  expect(blocksOf(lines, { begins: /^begin/, ends: /^end$/ })).toEqual([
    { line: 1, text: "warning\nbegin\nbegin\nend\nmore" },
    { line: 6, text: "begin\nend" },
  ]);
});

test("blocksOf() of nothing is nothing", () => {
  expect(blocksOf([], { begins: /a/, ends: /b/ })).toEqual([]);
});
