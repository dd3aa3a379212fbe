/** Cutting a stream of bytes into whole lines. */
import { expect, test } from "vitest";
import {
  countLines,
  LineCutter,
  MAX_LINE_BYTES,
} from "../../../../src/systems/forwarders/adapters/batch.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("lines come out whole, whatever the chunks", () => {
  const cutter = new LineCutter();
  const cut = ["a\nbb", "b", "", "\n\nc\n", "d"].map((chunk) => {
    const batch = cutter.cut(bytes(chunk));
    return batch && [new TextDecoder().decode(batch.data), batch.lines];
  });
  expect(cut).toEqual([["a\n", 1], null, null, ["bbb\n\nc\n", 3], null]);
});

test("a batch does not change when its chunk is used again", () => {
  const chunk = bytes("a\nb");
  const cutter = new LineCutter();
  const batch = cutter.cut(chunk);
  chunk.fill(65);
  expect(batch?.data).toEqual(bytes("a\n"));
  expect(cutter.cut(bytes("\n"))?.data).toEqual(bytes("b\n"));
});

test("a line without an end is refused once it is too long", () => {
  const cutter = new LineCutter();
  expect(cutter.cut(new Uint8Array(MAX_LINE_BYTES))).toBeNull();
  expect(() => cutter.cut(new Uint8Array(1))).toThrow(RangeError);
});

test("lines are counted by their line feeds", () => {
  expect(countLines(bytes(""))).toBe(0);
  expect(countLines(bytes("\n\na"))).toBe(2);
});
