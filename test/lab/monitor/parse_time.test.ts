import { expect, test } from "vitest";
import { parseTime } from "../../../src/lab/monitor/parse_time.ts";

test("parseTime() parses as Date.parse() does", () => {
  const start = Date.parse("2026-12-31T23:58:59.001Z");
  for (let i = 0; i < 2000; i++) {
    const text = new Date(start + i * 97).toISOString();
    expect(parseTime(text)).toBe(Date.parse(text));
  }
  for (const text of ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.123456Z"]) {
    expect(parseTime(text)).toBe(Date.parse(text));
  }
  expect(parseTime("no time at all, 24 chars")).toBeNaN();
  expect(parseTime("")).toBeNaN();
});
