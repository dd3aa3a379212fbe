import { expect, test } from "vitest";
import {
  fractionMicros,
  goTimeMicros,
  maybeGoDuration,
} from "../../../src/ingest/source/go_time.ts";

test.each([
  ["0", 0],
  ["0s", 0],
  ["0m32.001s", 32.001],
  ["11m40.700s", 700.7],
  ["27.288302ms", 0.027288302],
  ["123.378645ms", 0.123378645],
  ["1h2m3s", 3723],
  ["500µs", 0.0005],
  ["500us", 0.0005],
  ["12ns", 1.2e-8],
  ["-1.5s", -1.5],
  [" 1s ", 1],
  ["", undefined],
  ["32.001", undefined],
  ["1 hour", undefined],
  ["s", undefined],
  ["1e3s", undefined],
])("maybeGoDuration('%s') is %s", (text, seconds) => {
  expect(maybeGoDuration(text)).toBe(seconds);
});

test.each([
  ["1970-01-01T00:00:00Z", 0],
  ["2016-08-18T10:47:51.859-0700", 1_471_542_471_859_000],
  ["2016-08-18T10:47:51.859-07:00", 1_471_542_471_859_000],
  ["2018-03-26T23:57:03.5858943Z", 1_522_108_623_585_894],
  ["2018-03-26T23:57:03.999999999Z", 1_522_108_623_999_999],
  ["2016-02-29T00:00:00Z", 1_456_704_000_000_000],
  ["2015-02-29T00:00:00Z", NaN],
  ["2016-08-18T25:47:51Z", NaN],
  ["2016-08-18T10:47:51", NaN],
  ["2016-08-18 10:47:51Z", NaN],
  ["yesterday", NaN],
])("goTimeMicros('%s') is %d", (text, us) => {
  expect(goTimeMicros(text)).toBe(us);
});

test.each([
  ["", 0],
  ["5", 500_000],
  ["123456", 123_456],
  ["123456789", 123_456],
  ["12x", NaN],
  ["123456x", NaN],
])("fractionMicros('%s') is %d", (text, us) => {
  expect(fractionMicros(text, 0)).toBe(us);
});

test("goTimeMicros() reads times of one second in UTC as it reads the first", () => {
  const second = "2018-03-26T23:57:03";
  const us = 1_522_108_623_000_000;
  const read = [".5Z", ".25Z", ".123456789Z", "Z", ".5+01:00", ".1Z"]
    .map((rest) => goTimeMicros(second + rest) - us);
  expect(read).toEqual([
    ...[500_000, 250_000, 123_456, 0, 500_000 - 3_600_000_000, 100_000],
  ]);
  for (const rest of [".Z", ".1234567890Z", ".5xZ", ".5 Z", ".5", "5Z"]) {
    expect(goTimeMicros(second + rest)).toBe(NaN);
  }
});

test("fractionMicros() reads the digits between two offsets", () => {
  expect(fractionMicros("03.5Z", 3, 4)).toBe(500_000);
  expect(fractionMicros("03.123456789Z", 3, 12)).toBe(123_456);
  expect(fractionMicros("03.Z", 3, 3)).toBe(0);
});
