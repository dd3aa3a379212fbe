import { Buffer } from "node:buffer";
import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { decodeHistogram } from "../../../src/ingest/histogram_logs/hdr_payload.ts";

/** Writes a histogram of version 2 with these bytes as its counts. */
function pack(
  counts: readonly number[],
  { digits = 2, lowest = 1, offset = 0, cookie = 0x1c849313 } = {},
): string {
  const plain = Buffer.alloc(40 + counts.length);
  plain.writeInt32BE(cookie, 0);
  plain.writeInt32BE(counts.length, 4);
  plain.writeInt32BE(offset, 8);
  plain.writeInt32BE(digits, 12);
  plain.writeBigInt64BE(BigInt(lowest), 16);
  plain.writeBigInt64BE(3_600_000_000n, 24);
  plain.writeDoubleBE(1, 32);
  plain.set(counts, 40);
  const packed = deflateSync(plain);
  const head = Buffer.alloc(8);
  head.writeInt32BE(0x1c849314, 0);
  head.writeInt32BE(packed.length, 4);
  return Buffer.concat([head, packed]).toString("base64");
}

test("a negative count skips as many buckets", () => {
  // Three of 0, five empty, then one of 6: two digits have buckets of one unit up to 255.
  expect(decodeHistogram(pack([6, 9, 2]))).toEqual([
    { lower: 0, upper: 1, count: 3 },
    { lower: 6, upper: 7, count: 1 },
  ]);
});

test("buckets double in width from twice the precision on", () => {
  // 511, in bytes of seven bits, stands for the 256 empty buckets before that of 256 and 257.
  expect(decodeHistogram(pack([0xff, 0x03, 2, 2]))).toEqual([
    { lower: 256, upper: 258, count: 1 },
    { lower: 258, upper: 260, count: 1 },
  ]);
});

test("values are multiples of the least that can be told", () => {
  expect(decodeHistogram(pack([2, 2], { lowest: 1000 }))).toEqual([
    { lower: 0, upper: 512, count: 1 },
    { lower: 512, upper: 1024, count: 1 },
  ]);
});

test.each([
  ["no base64", "is no base64"],
  ["AAAA", "is too short"],
  ["AAAAAAAAAAAAAAAA", "is no histogram of version 0, 1 or 2"],
  [
    `${pack([2]).slice(0, 40)}AAAA`,
    "is damaged, or longer than a histogram is",
  ],
  [pack([2], { digits: 9 }), "has a header that no histogram has"],
  [pack([2], { offset: 1 }), "has values that were shifted"],
  [pack([2], { cookie: 1 }), "holds no histogram of version 0, 1 or 2"],
  [
    pack([0xff, 0xff, 0xff, 0x7f]),
    "has more buckets than a histogram has",
  ],
])("decodeHistogram(%j) says why it cannot", (payload, problem) => {
  expect(decodeHistogram(payload)).toBe(problem);
});
