import { expect, test } from "vitest";
import {
  LineReader,
  toLineBytes,
} from "../../../src/ingest/source/line_bytes.ts";

test.each([
  ["", [10]],
  ["a1\n", [97, 49, 10, 10]],
  ["é1", [233, 49, 10]],
  ["2１2", [50, 255, 50, 10]],
  ["\u{1f600}0", [255, 255, 48, 10]],
  ["\u07ff\u07ff", [255, 255, 10]],
])("toLineBytes() of %j has a byte for each character", (text, expected) => {
  expect([...toLineBytes(text)]).toEqual(expected);
});

function readNumber(text: string): [value: number, at: number] {
  const reader = new LineReader(toLineBytes(`a${text}b`), 1);
  return [reader.readNumber(), reader.at - 1];
}

test("LineReader.readNumber() reads whole numbers of any length up to the last exact one", () => {
  for (let length = 1; length <= 15; length++) {
    for (const digit of ["0", "1", "9"]) {
      const digits = digit.repeat(length);
      expect(readNumber(digits)).toEqual([Number(digits), length]);
    }
  }
  for (const digits of ["1".repeat(16), "1".repeat(18), "9".repeat(40)]) {
    expect(readNumber(digits)[0]).toBe(-1);
  }
  for (const text of ["", "-1", "x1", "é"]) {
    expect(readNumber(text)).toEqual([-1, 0]);
  }
  expect(readNumber("12.5")).toEqual([12, 2]);
});

function readDecimal(text: string): [value: number, at: number] {
  const reader = new LineReader(toLineBytes(`a${text}b`), 1);
  return [reader.readDecimal(), reader.at - 1];
}

test("LineReader.readDecimal() reads decimals to the last bit", () => {
  for (let i = 0; i < 20_000; i++) {
    const digits = String((i * 2654435761) % 1e9);
    const point = i % (digits.length + 1) || 1;
    const text = `${digits.slice(0, point)}.${digits.slice(point)}`;
    expect(readDecimal(text)).toEqual([Number(text), text.length]);
  }
  for (const text of ["0", "007", "5.", "0.000000001", "4.35", "1.005"]) {
    expect(readDecimal(text)).toEqual([Number(text), text.length]);
  }
  expect(readDecimal("1.2.3")).toEqual([1.2, 3]);
  expect(readDecimal("12345678901.2345")).toEqual([12345678901.2345, 16]);
  for (
    const text of ["", "-1", ".5", "x1", "1".repeat(16), "12345678901.23456"]
  ) {
    expect(readDecimal(text)[0]).toBeNaN();
  }
});

test("LineReader moves behind the bytes that are next, and not behind others", () => {
  const reader = new LineReader(toLineBytes("READ,"), 0);
  expect(reader.skip(65)).toBe(false);
  expect(reader.at).toBe(0);
  expect(reader.skipAll(Uint8Array.of(82, 69))).toBe(true);
  expect(reader.at).toBe(2);
  expect(reader.skipAll(Uint8Array.of(65, 65))).toBe(false);
  const last = new LineReader(toLineBytes("x"), 1);
  expect(last.skip(10)).toBe(true);
  expect(last.skip(10)).toBe(false);
});

test("LineReader.skipField() moves behind a field that ends as wanted, and has no quote", () => {
  const reader = new LineReader(toLineBytes('ab,,é,"x",y'), 0);
  const comma = () => [reader.skipField(44), reader.at];
  expect([comma(), comma(), comma()]).toEqual([[2, 3], [3, 4], [5, 6]]);
  expect(reader.skipField(44)).toBe(-1);
  reader.at = 10;
  expect(reader.skipField(44)).toBe(-1);
  reader.at = 10;
  expect([reader.skipField(10), reader.at]).toEqual([11, 12]);
});
