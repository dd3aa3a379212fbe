import { expect, test } from "vitest";
import { parseExposition } from "../../../src/ingest/resource_series/exposition_line.ts";

test.each(
  [
    ["up 1", "up", [], "1", ""],
    ["up{} NaN", "up", [], "NaN", ""],
    [
      'a{b="c",d="e\\"f\\\\\\n",} 1.5e3 1395066363000',
      "a",
      [["b", "c"], [
        "d",
        'e"f\\\n',
      ]],
      "1.5e3",
      "1395066363000",
    ],
    [
      'a_bucket{le="+Inf"} 3 12.5 # {trace="}"} 4 123',
      "a_bucket",
      [[
        "le",
        "+Inf",
      ]],
      "3",
      "12.5",
    ],
    [
      '{"utf8 name","a.b"="c",d="e"} -Inf',
      "utf8 name",
      [["a.b", "c"], [
        "d",
        "e",
      ]],
      "-Inf",
      "",
    ],
  ] as const,
)(
  "parseExposition(%j) reads name, labels, value and time",
  (line, name, labels, value, time) => {
    expect(parseExposition(line)).toEqual({ name, labels, value, time });
  },
);

test.each(["up", "up{", 'up{a="b" 1', "1up 2", "", '{a="b"} 1', "up 1 2 3"])(
  "parseExposition(%j) is null",
  (line) => expect(parseExposition(line)).toBe(null),
);
