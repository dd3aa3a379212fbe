import { expect, test } from "vitest";
import {
  decimalSetting,
  maybeNumber,
  numberProblem,
  readDigits,
  withPoints,
} from "../../../src/ingest/source/number.ts";

// 1,188 is 1188 in English and 1.188 in German; CLDR has both patterns: #,##0.### with the signs of the language.
test.each([
  ["1188", 1188, 1188, 1188],
  ["0.040", 0.04, 0.04, undefined],
  ["1,188", undefined, 1188, 1.188],
  ["-1,188", undefined, -1188, -1.188],
  ["0,040", undefined, undefined, 0.04],
  ["1,188.5", 1188.5, 1188.5, undefined],
  ["1.188,5", undefined, undefined, 1188.5],
  ["1.188", 1.188, 1.188, 1188],
  ["1,234,567", 1234567, 1234567, undefined],
  ["1.234.567", undefined, undefined, 1234567],
  ["12,5", undefined, undefined, 12.5],
  ["1e3", 1000, 1000, 1000],
  ["1e400", undefined, undefined, undefined],
  ["Infinity", undefined, undefined, undefined],
  ["NaN", undefined, undefined, undefined],
  ["", undefined, undefined, undefined],
  ["0x10", undefined, undefined, undefined],
  ["4.35", 4.35, 4.35, undefined],
  ["1234.567890123456", 1234.567890123456, 1234.567890123456, undefined],
  ["123456789012345", 123456789012345, 123456789012345, 123456789012345],
  [
    "12345678901234567",
    12345678901234568,
    12345678901234568,
    12345678901234568,
  ],
  ["007", 7, 7, 7],
  ["5.", 5, 5, undefined],
  [".5", undefined, undefined, undefined],
  ["1.2.3", undefined, undefined, undefined],
  [" 5 ", 5, 5, 5],
])("maybeNumber() reads '%s'", (text, unknown, point, comma) => {
  expect(maybeNumber(text)).toBe(unknown);
  expect(maybeNumber(text, "point")).toBe(point);
  expect(maybeNumber(text, "comma")).toBe(comma);
});

test("numberProblem() states the reason", () => {
  expect(numberProblem("1,188", "unknown")).toMatch(
    /^can be read as thousands or as decimals; say which with --set decimal=/,
  );
  expect(numberProblem("1e400", "unknown")).toMatch(/cannot|can be kept/);
  expect(numberProblem("fast", "point")).toBe("is no number");
});

test("decimalSetting() accepts point and comma, and defaults to the format", () => {
  expect(decimalSetting({})).toBe("unknown");
  expect(decimalSetting({}, "point")).toBe("point");
  expect(decimalSetting({ decimal: "comma" }, "point")).toBe("comma");
  expect(() => decimalSetting({ decimal: "," })).toThrow(
    "Cannot set 'decimal' as it must be point or comma: current value is ','",
  );
});

test("withPoints() exchanges the separators of numbers, and leaves lists", () => {
  expect(withPoints("1.188,5 / 20, 24, 24,5")).toBe("1,188.5 / 20, 24, 24.5");
});

test("readDigits() reads whole numbers of any length up to the last exact one", () => {
  for (const digits of ["7", "000000000", "1234567890", "999999999999999"]) {
    const text = `a${digits}b`;
    expect(readDigits(text, 1, 1 + digits.length, 15)).toBe(Number(digits));
    for (let i = 0; i < digits.length; i++) {
      const broken = text.slice(0, 1 + i) + "-" + text.slice(2 + i);
      expect(readDigits(broken, 1, 1 + digits.length, 15)).toBe(-1);
    }
    expect(readDigits(text, 1, 1 + digits.length, digits.length - 1)).toBe(-1);
  }
  expect(readDigits("7", 0, 0, 15)).toBe(-1);
});
