import { expect, test } from "vitest";
import { maybeMicroTime, maybeTime } from "../../../src/ingest/source/time.ts";

test.each([
  [0, "1970-01-01T00:00:00.000Z"],
  [253402300799999, "9999-12-31T23:59:59.999Z"],
  [253402300800000, null],
  [-62167219200000, "0000-01-01T00:00:00.000Z"],
  [-62167219200001, null],
  [1.5160000619999e12, "2018-01-15T07:07:41.999Z"],
  [1516000062000.75, "2018-01-15T07:07:42.000Z"],
  [-0.5, "1970-01-01T00:00:00.000Z"],
  [-1.5, "1969-12-31T23:59:59.999Z"],
  [9e15, null],
  [NaN, null],
  [Infinity, null],
])("maybeTime(%d) is %s", (ms, text) => {
  expect(maybeTime(ms)).toBe(text);
});

test.each([
  [0, "1970-01-01T00:00:00.000000Z"],
  [1_471_542_457_506_270, "2016-08-18T17:47:37.506270Z"],
  [-1, "1969-12-31T23:59:59.999999Z"],
  [0.5, null],
  [1e17, null],
  [NaN, null],
])("maybeMicroTime(%d) is %s", (us, text) => {
  expect(maybeMicroTime(us)).toBe(text);
});
