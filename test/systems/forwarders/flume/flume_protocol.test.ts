/** Flume's Thrift messages. */
import { expect, test } from "vitest";
import {
  readAppend,
  readReply,
  toAppendBatch,
  toBodies,
  toReply,
} from "../../../../src/systems/forwarders/flume/flume_protocol.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test.each([1, 14, 15, 3000])(
  "a batch of %i events is read as written",
  (size) => {
    const bodies = Array.from(
      { length: size },
      (_, index) => encode(`a ${index}`),
    );
    const append = readAppend(toAppendBatch(300, bodies));
    expect([append.method, append.sequence]).toEqual(["appendBatch", 300]);
    expect(decode(append.data)).toBe(
      bodies.map((body) => `${decode(body)}\n`).join(""),
    );
  },
);

test("a single event is read, its headers are left out", () => {
  const frame = new Uint8Array([
    ...[0x82, 0x21, 1, 6, ...encode("append"), 0x1c],
    // A map of one pair of texts, then the body.
    ...[0x1b, 1, 0x88, 1, 97, 1, 98, 0x18, 2, ...encode("xy"), 0, 0],
  ]);
  const append = readAppend(frame);
  expect([append.method, decode(append.data)]).toEqual(["append", "xy\n"]);
  expect(readReply(toReply(append))).toBe(0);
});

test("what is no message of Flume is refused", () => {
  const frame = toAppendBatch(1, [encode("a line")]);
  expect(() => readAppend(frame.subarray(0, frame.length - 4))).toThrow(
    RangeError,
  );
  expect(() => readAppend(encode("GET / HTTP/1.1"))).toThrow(TypeError);
  expect(() => readReply(frame)).toThrow(TypeError);
});

test("lines are cut into bodies; empty lines stay", () => {
  const cut = (size: number) =>
    toBodies(encode("a\n\nbb\nc\n"), size).map(decode);
  expect(cut(1)).toEqual(["a", "", "bb", "c"]);
  expect(cut(3)).toEqual(["a\n\nbb", "c"]);
  expect(cut(9)).toEqual(["a\n\nbb\nc"]);
  expect(toBodies(new Uint8Array(0), 1)).toEqual([]);
});
