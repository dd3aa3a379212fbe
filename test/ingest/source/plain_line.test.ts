import { expect, test } from "vitest";
import { plainLine } from "../../../src/ingest/source/plain_line.ts";

test.each([
  ["\u001b[1;32m[READ], a, 1\u001b[0m", "[READ], a, 1"],
  ["ycsb-1  | [READ], a, 1\r", "[READ], a, 1"],
  ["client_2.x | \u001b[31mx | y\u001b[0m", "x | y"],
  ["#legend: time|a|b", "#legend: time|a|b"],
  ["| a | b |", "| a | b |"],
  ["plain  ", "plain"],
])("plainLine() makes %j plain", (line, plain) => {
  expect(plainLine(line)).toBe(plain);
});
