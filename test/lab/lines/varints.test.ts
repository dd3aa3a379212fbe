import { expect, test } from "vitest";
import {
  toSigned,
  toUnsigned,
  VarintReader,
  VarintWriter,
} from "../../../src/lab/lines/varints.ts";

test("numbers are read as they were written, in as few bytes as they need", () => {
  const writer = new VarintWriter();
  const numbers = [0, 1, 127, 128, 300, 2 ** 21 - 1, 2 ** 31, 2 ** 32 + 5]
    .concat(2 ** 53 - 1);
  const lengths = numbers.map((number) => {
    const before = writer.length;
    writer.add(number);
    return writer.length - before;
  });
  expect(lengths).toEqual([1, 1, 1, 2, 2, 3, 5, 5, 8]);
  const reader = new VarintReader();
  reader.bytes = writer.bytes;
  expect(numbers.map(() => reader.next())).toEqual(numbers);
  expect(() => reader.next()).toThrow(RangeError);
});

test("a writer grows", () => {
  const writer = new VarintWriter();
  for (let number = 0; number < 100_000; number++) writer.add(number);
  const reader = new VarintReader();
  reader.bytes = writer.bytes;
  for (let number = 0; number < 100_000; number++) {
    if (reader.next() !== number) throw new Error(`not ${number}`);
  }
});

test("numbers of either sign are mapped and back", () => {
  for (const number of [0, -1, 1, -64, 63, -(2 ** 40), 2 ** 40]) {
    expect(toUnsigned(number)).toBeGreaterThanOrEqual(0);
    expect(toSigned(toUnsigned(number))).toBe(number);
  }
  expect([0, -1, 1, -2].map(toUnsigned)).toEqual([0, 1, 2, 3]);
});
