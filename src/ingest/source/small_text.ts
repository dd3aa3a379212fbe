/** Reads small files of text, each at once; imports little, as a thread begins with it (`reading_worker.ts`). */
import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";

/** Longest file that is read at once, in bytes. */
export const SMALL_BYTES = 2 ** 18;

/** Text of a file. */
export interface SmallText {
  /** SHA-256 of the content in hex, without a byte order mark. */
  readonly digest: string;
  /** The content without a byte order mark. */
  readonly text: string;
}

/**
 * Returns the bytes of a small file; null of any other, and of what cannot be read, which `readSource()` refuses. Each
 * call of the system takes as long as to read some kilobytes: of thousands of small files there are few for each.
 */
export function readSmall(path: string): Uint8Array | null {
  try {
    const { isFile, size } = Deno.statSync(path);
    // A pipe would wait for a writer.
    return isFile && size <= SMALL_BYTES ? Deno.readFileSync(path) : null;
  } catch {
    return null;
  }
}

/** Returns the bytes of a whole file as text; null of what is none, or blank, of which `readSource()` says so. */
export function toSmallText(bytes: Uint8Array): SmallText | null {
  if (hasZero(bytes) || !isUtf8(bytes)) return null;
  const text = decoder.decode(bytes);
  if (text.trim() === "") return null;
  const content = bytes.subarray(markLength(bytes));
  return { digest: createHash("sha256").update(content).digest("hex"), text };
}

/** Leaves a byte order mark out. */
const decoder = new TextDecoder();

/** Whether one of some bytes is 0, four at a time, as `indexOf` takes three times as long; they begin at offset 0. */
export function hasZero(bytes: Uint8Array): boolean {
  const { buffer, byteOffset, length } = bytes;
  const words = new Int32Array(buffer, byteOffset, length >> 2);
  let found = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    // Mycroft's test: 0 unless a byte of the word is 0.
    found |= (word - 0x01010101) & ~word & 0x80808080;
  }
  return found !== 0 || bytes.indexOf(0, words.byteLength) >= 0;
}

/** A byte order mark in UTF-8. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Returns the length of the byte order mark with which some bytes begin: 3, or 0 without one. */
export function markLength(bytes: Uint8Array): number {
  return BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte)
    ? BYTE_ORDER_MARK.length
    : 0;
}
