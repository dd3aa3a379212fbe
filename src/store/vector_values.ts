/**
 * Reads the texts and numbers of a part of a column from the memory of DuckDB.
 *
 * DuckDB's package asks its addon for the bytes of each text and decodes each by itself, which is most of what it takes
 * to read a result. DuckDB puts the texts of a column behind each other in memory: where they are, they are asked for
 * and decoded at once.
 */
import duckdb, { type Vector } from "@duckdb/node-bindings";

/** Words of four bytes of a text in a vector: its length, and the text, or its first bytes and its address. */
const TEXT_WORDS = 4;
/** Length up to which a text is in the vector itself. */
const MAX_INLINE_BYTES = 12;
/** Bytes from which on no more texts are decoded at once: each of them keeps all, and a string has a limit. */
const MAX_JOINED_BYTES = 1_000_000;

const decoder = new TextDecoder();

/** Texts that lie behind each other. */
interface Texts {
  /** Addresses of the first byte and of the one after the last. */
  readonly from: number;
  readonly until: number;
  readonly bytes: Uint8Array;
  /** All in one, if each of their characters is a byte; else null. */
  readonly text: string | null;
}

const none: Texts = { from: 0, until: 0, bytes: new Uint8Array(0), text: "" };

/** Appends the texts of the first rows of a vector of the type VARCHAR; null where there is none. */
export function readTexts(
  vector: Vector,
  rows: number,
  values: unknown[],
): void {
  const { buffer, byteOffset } = duckdb.vector_get_data(vector, 16 * rows);
  const words = new Uint32Array(buffer, byteOffset, TEXT_WORDS * rows);
  const isThere = validityOf(vector, rows);
  let texts = none;
  for (let row = 0; row < rows; row++) {
    const length = words[TEXT_WORDS * row]!;
    if (!isThere(row)) values.push(null);
    else if (length <= MAX_INLINE_BYTES) values.push(inlineText(words, row));
    else {
      const address = addressOf(words, row);
      if (address < texts.from || address + length > texts.until) {
        texts = readFrom(words, row, isThere);
      }
      const at = address - texts.from;
      values.push(
        texts.text?.slice(at, at + length) ??
          decoder.decode(texts.bytes.subarray(at, at + length)),
      );
    }
  }
}

/** Appends the numbers of the first rows of a vector of the type DOUBLE; null where there is none. */
export function readNumbers(
  vector: Vector,
  rows: number,
  values: unknown[],
): void {
  const { buffer, byteOffset } = duckdb.vector_get_data(vector, 8 * rows);
  const numbers = new Float64Array(buffer, byteOffset, rows);
  const isThere = validityOf(vector, rows);
  for (let row = 0; row < rows; row++) {
    values.push(isThere(row) ? numbers[row]! : null);
  }
}

/** Returns whether a row has a value. */
function validityOf(vector: Vector, rows: number): (row: number) => boolean {
  // Nothing, other than its type says, where every row has a value.
  const bits: Uint8Array | undefined = duckdb.vector_get_validity(
    vector,
    8 * Math.ceil(rows / 64),
  );
  return bits ? (row) => (bits[row >> 3]! >> (row & 7) & 1) === 1 : () => true;
}

function addressOf(words: Uint32Array, row: number): number {
  // Below 2^53: addresses have 48 bits.
  return words[TEXT_WORDS * row + 3]! * 2 ** 32 + words[TEXT_WORDS * row + 2]!;
}

/** Reads the long text of a row, and some of those of the rows behind it that lie behind it. */
function readFrom(
  words: Uint32Array,
  first: number,
  isThere: (row: number) => boolean,
): Texts {
  const from = addressOf(words, first);
  let until = from;
  for (let row = first; row < words.length / TEXT_WORDS; row++) {
    const length = words[TEXT_WORDS * row]!;
    if (!isThere(row) || length <= MAX_INLINE_BYTES) continue;
    if (addressOf(words, row) !== until) break;
    if (until - from >= MAX_JOINED_BYTES) break;
    until += length;
  }
  const bytes = duckdb.get_data_from_pointer(
    words.buffer as ArrayBuffer,
    words.byteOffset + 4 * (TEXT_WORDS * first + 2),
    until - from,
  );
  const text = decoder.decode(bytes);
  const isOneEach = text.length === bytes.length;
  return { from, until, bytes, text: isOneEach ? text : null };
}

/** Places for short texts that were decoded, as most of them repeat; that of a text is computed from its words. */
const PLACES = 1024;
const keptTexts = new Array<string | undefined>(PLACES).fill(undefined);
const keptWords = new Uint32Array(PLACES * TEXT_WORDS);

/** Returns a text that is in the vector itself. */
function inlineText(words: Uint32Array, row: number): string {
  const from = TEXT_WORDS * row;
  const place = placeOf(words, from);
  const known = keptTexts[place];
  if (known !== undefined && isKept(words, from, place)) return known;
  const start = words.byteOffset + 4 * (from + 1);
  const text = decoder.decode(new Uint8Array(words.buffer, start, words[from]));
  keptTexts[place] = text;
  keptWords.set(words.subarray(from, from + TEXT_WORDS), TEXT_WORDS * place);
  return text;
}

/** Returns a number below `PLACES`: the upper bits of a hash by multiplication (Knuth, vol. 3, section 6.4). */
function placeOf(words: Uint32Array, from: number): number {
  let hash = 0;
  for (let i = from; i < from + TEXT_WORDS; i++) {
    hash = Math.imul(hash ^ words[i]!, 0x9e3779b1);
  }
  return hash >>> 22;
}

function isKept(words: Uint32Array, from: number, place: number): boolean {
  for (let i = 0; i < TEXT_WORDS; i++) {
    if (words[from + i] !== keptWords[TEXT_WORDS * place + i]) return false;
  }
  return true;
}
