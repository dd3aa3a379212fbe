import { expect, test } from "vitest";
import { RowBlock } from "../../../src/record/staging/staged_block.ts";

/** Rows with one column of numbers, one of words and one of texts. */
function toRows(count: number) {
  const all = Array.from({ length: count }, (_, i) => i);
  return {
    shape: Uint32Array.from(all, (i) => i % 3),
    numbers: [Float64Array.from(all, (i) => i / 4)],
    texts: [Int16Array.from(all, (i) => i % 7), all.map((i) => `text ${i}`)],
    count,
  };
}

test("RowBlock copies rows until it is full, and says what is left", () => {
  const rows = toRows(20_000);
  const block = new RowBlock(rows);
  expect(block.add(rows, 19_000)).toBe(20_000);
  expect(block.isFull).toBe(false);
  const left = block.add(rows, 0);
  expect(left).toBe(block.shape.length - 1000);
  expect([block.isFull, block.count]).toEqual([true, left + 1000]);
  const order = [...Array(20_000).keys()];
  const taken = [...order.slice(19_000), ...order.slice(0, left)];
  expect([...block.shape]).toEqual(taken.map((i) => i % 3));
  expect([...block.numbers[0]!]).toEqual(taken.map((i) => i / 4));
  expect([...block.texts[0]!]).toEqual(taken.map((i) => i % 7));
  expect(block.texts[1]).toEqual(taken.map((i) => `text ${i}`));
});

test("RowBlock is full after a few long texts", () => {
  const rows = { ...toRows(5), texts: [Array(5).fill("x".repeat(2 ** 20))] };
  const block = new RowBlock(rows);
  expect([block.add(rows, 0), block.isFull, block.count]).toEqual([5, true, 5]);
});
