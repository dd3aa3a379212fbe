/**
 * Decodes histograms of HdrHistogram, versions 0 to 2 of its compressed form.
 *
 * No library: hdr-histogram-js reads version 2 alone, and its greatest value is not that of the original.
 */
import { Buffer } from "node:buffer";
import { inflateSync } from "node:zlib";

/** Values of a histogram between two bounds, in its own unit. */
export interface HdrBucket {
  /** Included. */
  readonly lower: number;
  /** Excluded. */
  readonly upper: number;
  readonly count: number;
}

/** First numbers of a histogram, without the size of its counts in bytes. */
const [COMPRESSED_0, COMPRESSED_1, COMPRESSED_2] = [
  0x1c849309,
  0x1c849302,
  0x1c849304,
];
const [PLAIN_0, PLAIN_1, PLAIN_2] = [0x1c849308, 0x1c849301, 0x1c849303];
const SIZE_BITS = 0xf0;

/** Longest histogram read, in bytes. */
const MAX_BYTES = 2 ** 24;

/** Returns the buckets that are not empty, in their order; a text is why there are none. */
export function decodeHistogram(payload: string): HdrBucket[] | string {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(payload)) return "is no base64";
  const packed = Buffer.from(payload, "base64");
  if (packed.length < 8) return "is too short";
  const cookie = (packed.readInt32BE(0) & ~SIZE_BITS) >>> 0;
  if (![COMPRESSED_0, COMPRESSED_1, COMPRESSED_2].includes(cookie)) {
    return "is no histogram of version 0, 1 or 2";
  }
  try {
    const length = packed.readInt32BE(4);
    const bytes = inflateSync(packed.subarray(8, 8 + length), {
      maxOutputLength: MAX_BYTES,
    });
    return readCounts(bytes);
  } catch {
    return "is damaged, or longer than a histogram is";
  }
}

/** What stands before the counts. */
interface Header {
  readonly digits: number;
  readonly lowest: number;
  /** Where the counts begin and end. */
  readonly from: number;
  readonly to: number;
  /** Bytes of a count; 0 if each has as many as it needs. */
  readonly size: number;
}

function readCounts(bytes: Buffer): HdrBucket[] | string {
  const header = readHeader(bytes);
  if (typeof header === "string") return header;
  const { halfCount, boundsOf } = boundsReader(header);
  const buckets: HdrBucket[] = [];
  let [at, index] = [header.from, 0];
  while (at < header.to) {
    const { value, next } = header.size === 0
      ? readVarying(bytes, at)
      : { value: readFixed(bytes, at, header.size), next: at + header.size };
    at = next;
    if (!Number.isSafeInteger(value)) return "has a count beyond all others";
    // A negative number is that of empty buckets.
    if (value < 0) index -= value;
    else {
      if (value > 0) buckets.push({ ...boundsOf(index), count: value });
      index++;
    }
    if (index > MAX_DOUBLINGS * halfCount) {
      return "has more buckets than a histogram has";
    }
  }
  return buckets;
}

function readHeader(bytes: Buffer): Header | string {
  const written = bytes.readInt32BE(0);
  const size = (written & SIZE_BITS) >> 4;
  const big = (at: number) => Number(bytes.readBigInt64BE(at));
  switch ((written & ~SIZE_BITS) >>> 0) {
    case PLAIN_0:
      return checked({
        digits: bytes.readInt32BE(4),
        lowest: big(8),
        from: 32,
        to: bytes.length,
        size,
      });
    case PLAIN_1:
    case PLAIN_2: {
      const isVarying = ((written & ~SIZE_BITS) >>> 0) === PLAIN_2;
      if (bytes.readInt32BE(8) !== 0) return "has values that were shifted";
      if (bytes.readDoubleBE(32) !== 1) {
        return "has values that are no integers";
      }
      return checked({
        digits: bytes.readInt32BE(12),
        lowest: big(16),
        from: 40,
        to: Math.min(bytes.length, 40 + bytes.readInt32BE(4)),
        size: isVarying ? 0 : size,
      });
    }
    default:
      return "holds no histogram of version 0, 1 or 2";
  }
}

function checked(header: Header): Header | string {
  const { digits, lowest, size } = header;
  const isValid = digits >= 0 && digits <= 5 && lowest >= 1 &&
    [0, 2, 4, 8].includes(size);
  return isValid ? header : "has a header that no histogram has";
}

/** Times that the width of buckets doubles, at most: values have 63 bits. */
const MAX_DOUBLINGS = 64;

/** Bounds of the buckets of a histogram. */
interface Bounds {
  /** Buckets after which the width doubles. */
  readonly halfCount: number;
  /** Returns the bounds of a bucket by its index. */
  readonly boundsOf: (index: number) => Omit<HdrBucket, "count">;
}

function boundsReader({ digits, lowest }: Header): Bounds {
  const half = Math.ceil(Math.log2(2 * 10 ** digits)) - 1;
  const halfCount = 2 ** Math.max(0, half);
  const unit = 2 ** Math.floor(Math.log2(lowest));
  return {
    halfCount,
    boundsOf(index) {
      const doubled = Math.floor(index / halfCount) - 1;
      const width = unit * 2 ** Math.max(0, doubled);
      const inside = doubled < 0 ? index : index % halfCount + halfCount;
      return { lower: inside * width, upper: (inside + 1) * width };
    },
  };
}

function readFixed(bytes: Buffer, at: number, size: number): number {
  if (size === 8) return Number(bytes.readBigInt64BE(at));
  return size === 4 ? bytes.readInt32BE(at) : bytes.readInt16BE(at);
}

/** Bytes of the longest count, of which the last has eight bits of it, and the others seven. */
const MAX_VARYING_BYTES = 9;

/** Reads a count of 1 to 9 bytes, least first; even numbers are positive, odd ones negative. */
function readVarying(
  bytes: Buffer,
  from: number,
): { readonly value: number; readonly next: number } {
  let [written, factor, at] = [0, 1, from];
  for (let i = 1;; i++) {
    const byte = bytes.readUInt8(at++);
    const isLast = i === MAX_VARYING_BYTES || byte < 0x80;
    written += (isLast ? byte : byte & 0x7f) * factor;
    factor *= 128;
    if (isLast) break;
  }
  const value = written % 2 === 0 ? written / 2 : -(written + 1) / 2;
  return { value, next: at };
}
