/** Recognises whole lines of one shape, by words of four bytes: the part of counting that every line pays for. */
import { DUE_DIGITS, type LineShape } from "./line_shape.ts";

/** What a byte of each digit has, and what it has not. */
const ZEROS = 0x30303030;
const NO_DIGIT = 0xf0f0f0f0 | 0;
/** Carries a nibble above 9 into the next. */
const SIX = 0x06060606;

/** Reads the numbers of lines in a buffer. The fields are those of the line that matched last. */
export class LineMatcher {
  readonly shape: LineShape;
  /** Bytes of a line, with its line feed. */
  readonly length: number;
  stream = 0;
  sequence = 0;
  due = 0;
  /** Offsets, masks and values of the words that are the same in every line. */
  readonly #offsets: Int32Array;
  readonly #masks: Int32Array;
  readonly #values: Int32Array;
  /** Words of the last due time, as it rarely changes. */
  #dueHigh = 0;
  #dueMiddle = 0;
  #dueLow = 0;
  #dueLast = 0;

  constructor(shape: LineShape) {
    this.shape = shape;
    this.length = shape.template.length;
    const words = toFixedWords(shape);
    this.#offsets = Int32Array.from(words, ({ offset }) => offset);
    this.#masks = Int32Array.from(words, ({ mask }) => mask);
    this.#values = Int32Array.from(words, ({ value }) => value);
  }

  /** Returns true if a whole line begins at `at`, and sets the fields. There must be `length` bytes from there. */
  match(view: DataView, at: number): boolean {
    const offsets = this.#offsets;
    const masks = this.#masks;
    const values = this.#values;
    for (let i = 0; i < offsets.length; i++) {
      const word = view.getInt32(at + (offsets[i] ?? 0), true);
      if ((word & (masks[i] ?? 0)) !== values[i]) return false;
    }
    const places = this.shape.at;
    const stream = view.getUint16(at + places.stream, true) ^ 0x3030;
    if (!isDigits(stream)) return false;
    if (!isDigits(view.getInt32(at + places.metric, true) ^ ZEROS)) {
      return false;
    }
    if (!isDigits(view.getUint8(at + places.metric + 4) ^ 0x30)) return false;
    const begin = at + places.sequence;
    const high = view.getInt32(begin, true) ^ ZEROS;
    const middle = view.getInt32(begin + 4, true) ^ ZEROS;
    const low = view.getInt32(begin + 8, true) ^ ZEROS;
    if (!isDigits(high) || !isDigits(middle) || !isDigits(low)) return false;
    if (!this.#matchDue(view, at + places.due)) return false;
    this.stream = (stream & 15) * 10 + (stream >> 8);
    this.sequence = toNumber(high) * 1e8 + toNumber(middle) * 1e4 +
      toNumber(low);
    return true;
  }

  #matchDue(view: DataView, at: number): boolean {
    const high = view.getInt32(at, true) ^ ZEROS;
    const middle = view.getInt32(at + 4, true) ^ ZEROS;
    const low = view.getInt32(at + 8, true) ^ ZEROS;
    const last = view.getUint8(at + DUE_DIGITS - 1) ^ 0x30;
    if (
      high === this.#dueHigh && middle === this.#dueMiddle &&
      low === this.#dueLow && last === this.#dueLast
    ) return true;
    if (!isDigits(high) || !isDigits(middle)) return false;
    if (!isDigits(low) || !isDigits(last)) return false;
    this.#dueHigh = high;
    this.#dueMiddle = middle;
    this.#dueLow = low;
    this.#dueLast = last;
    this.due = toNumber(high) * 1e9 + toNumber(middle) * 1e5 +
      toNumber(low) * 10 + last;
    return true;
  }
}

/** Returns whether each byte of a word, from which zeros were taken, is a digit. */
function isDigits(word: number): boolean {
  return ((word | (word + SIX | 0)) & NO_DIGIT) === 0;
}

/** Returns the number of four digits, the first of which is the lowest byte. */
function toNumber(word: number): number {
  return (word & 15) * 1000 + (word >> 8 & 15) * 100 + (word >> 16 & 15) * 10 +
    (word >> 24 & 15);
}

interface FixedWord {
  readonly offset: number;
  readonly mask: number;
  readonly value: number;
}

/** Returns the words of a line that have bytes other than digits of its numbers; the last may overlap the one before. */
function toFixedWords({ template, at }: LineShape): FixedWord[] {
  const isNumber = new Uint8Array(template.length);
  isNumber.fill(1, at.stream, at.stream + 2);
  isNumber.fill(1, at.metric, at.metric + 5);
  isNumber.fill(1, at.sequence, at.sequence + 12);
  isNumber.fill(1, at.due, at.due + DUE_DIGITS);
  const words: FixedWord[] = [];
  for (let begin = 0; begin < template.length; begin += 4) {
    const offset = Math.min(begin, template.length - 4);
    let [mask, value] = [0, 0];
    for (let byte = 0; byte < 4; byte++) {
      if (isNumber[offset + byte]) continue;
      mask |= 0xff << 8 * byte;
      value |= (template[offset + byte] ?? 0) << 8 * byte;
    }
    if (mask !== 0) words.push({ offset, mask, value });
  }
  return words;
}
