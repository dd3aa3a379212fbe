import { expect, test } from "vitest";
import {
  formatDecimals,
  formatDigits,
  formatDuration,
  formatPercent,
  formatProbability,
  formatValue,
  fromBase,
  groupDigits,
  maybeUnit,
  toBase,
  toUnit,
} from "../../../src/record/mod.ts";

test("toBase() keeps SI and IEC apart", () => {
  expect(toBase(1, "MB")).toEqual({ value: 1e6, unit: "B" });
  expect(toBase(1, "MiB")).toEqual({ value: 1048576, unit: "B" });
  expect(toBase(1, "GiB/day").value).toBeCloseTo(12427.567, 3);
  expect(toUnit("MiB").scale).toBe("iec");
  expect(toUnit("MB").scale).toBe("si");
});

test("toBase() knows times, ratios and rates", () => {
  expect(toBase(250, "ms")).toEqual({ value: 0.25, unit: "s" });
  expect(toBase(5, "min")).toEqual({ value: 300, unit: "s" });
  expect(toBase(65, "%")).toEqual({ value: 0.65, unit: "1" });
  expect(toBase(60, "1/min")).toEqual({ value: 1, unit: "1/s" });
});

test("fromBase() restores the digits as written", () => {
  for (const unit of ["GiB/day", "MiB/s", "%", "ms", "1/min"]) {
    for (const written of [0.18, 0.345, 1.113, 0.00063, 96_000, 3.823e-6]) {
      expect(fromBase(toBase(written, unit).value, unit)).toBe(written);
    }
  }
});

test("toUnit() refuses unknown units, and is case-sensitive", () => {
  expect(maybeUnit("mb")).toBeUndefined();
  expect(() => toUnit("furlong")).toThrow("Cannot read unit");
});

test("formatValue() groups thousands", () => {
  expect(formatValue(96_000 / 60, "1/min")).toBe("96,000");
  expect(formatValue(0.9934, "%")).toBe("99.34");
});

test("formatValue() prints every digit of a count, and six digits of a fraction", () => {
  expect(formatValue(1_046_668, "")).toBe("1,046,668");
  expect(formatValue(-12_345_678_901_234, "")).toBe("-12,345,678,901,234");
  expect(formatValue(1_234_567.89, "1/s")).toBe("1,234,568");
  expect(formatValue(999_999.7, "")).toBe("1,000,000");
  expect(formatValue(2421.984598, "1/s")).toBe("2,421.98");
});

test("formatDuration() picks the unit that fits", () => {
  expect(formatDuration(0)).toBe("0 s");
  expect(formatDuration(0.5238)).toBe("524 ms");
  expect(formatDuration(90)).toBe("1.5 min");
  expect(formatDuration(2.5e-5)).toBe("25 µs");
  expect(formatDuration(1e9)).toBe("11,600 day");
});

test("formatPercent() rounds", () => {
  expect(formatPercent(0.99934)).toBe("99.93 %");
  expect(formatPercent(1)).toBe("100 %");
  expect(formatPercent(54.1)).toBe("5,410 %");
});

test("formatPercent() says all or nothing of all and of nothing only", () => {
  expect(formatPercent(0.99996, 1)).toBe("99.996 %");
  expect(formatPercent(0.000_04, 1)).toBe("0.004 %");
  expect(formatPercent(1e-12)).toBe("0 %");
  expect(formatPercent(1 + 1e-12)).toBe("100 %");
  expect(formatPercent(-0.000_04, 1)).toBe("0 %");
});

test("formatValue() prints a given number of digits or decimals", () => {
  expect(formatValue(1234.567, "", { digits: 3 })).toBe("1,230");
  expect(formatValue(1234.567, "", { decimals: 1 })).toBe("1,234.6");
  expect(formatValue(0.9999, "%", { decimals: 2 })).toBe("99.99");
  expect(formatValue(2, "", { decimals: 2 })).toBe("2.00");
});

test("formatProbability() prints at most two significant digits", () => {
  expect([1e-4, 0.034, 0.5, 1].map(formatProbability)).toEqual([
    "< 0.001",
    "0.034",
    "0.50",
    "1",
  ]);
});

test.each([
  ["1000", "1,000"],
  [
    "100000 in 55 runs, not recorded in 5",
    "100,000 in 55 runs, not recorded in 5",
  ],
  ["25276510208 and none", "25,276,510,208 and none"],
  ["1414.25", "1,414.25"],
  ["-5410", "-5410"],
  ["999", "999"],
  ["0.12345", "0.12345"],
  ["1,000", "1,000"],
  ["2026-11-29 11:56", "2026-11-29 11:56"],
  ["value_size=1024", "value_size=1024"],
  ["9968d4e and 12345abc", "9968d4e and 12345abc"],
  ["3.4.23456.1", "3.4.23456.1"],
  ["port 127.0.0.1:8080, #12345", "port 127.0.0.1:8080, #12345"],
])("groupDigits() of %s", (text, grouped) => {
  expect(groupDigits(text)).toBe(grouped);
});

test("formatDigits() and formatDecimals() print what numbers print of themselves", () => {
  for (const value of [0, -0, 1234.5678, -1e-7, 123456789, 1e21, NaN]) {
    for (const digits of [1, 3, 3, 10]) {
      expect(formatDigits(value, digits)).toBe(
        value.toLocaleString("en-US", { maximumSignificantDigits: digits }),
      );
      expect(formatDecimals(value, digits)).toBe(
        value.toLocaleString("en-US", {
          minimumFractionDigits: digits,
          maximumFractionDigits: digits,
        }),
      );
    }
  }
  expect(formatDigits(1234, 3)).toBe("1,230");
  expect(formatDecimals(1234.5, 2)).toBe("1,234.50");
});
