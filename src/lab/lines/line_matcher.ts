/** Recognises whole lines of one shape, by words of four bytes: the part of counting that every line pays for. */
import { digitWords, isDigits, toNumber, ZEROS } from "./digit_words.ts";
import { DUE_DIGITS, type LineShape } from "./line_shape.ts";
import { toFixedWords, toWindows, WINDOWS } from "./line_words.ts";

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
  /** Offsets of eight bytes each, which cover all but the metric and the last digits of the sequence number. */
  readonly #windows: Int32Array;
  /**
   * Of the line that matched last: its windows, as numbers, which compare faster than bytes and are NaN for no text; its
   * sequence number without the last four digits.
   */
  readonly #lastWindows = new Float64Array(WINDOWS).fill(NaN);
  #base = 0;

  constructor(shape: LineShape) {
    this.shape = shape;
    this.length = shape.template.length;
    const words = toFixedWords(shape);
    this.#offsets = Int32Array.from(words, ({ offset }) => offset);
    this.#masks = Int32Array.from(words, ({ mask }) => mask);
    this.#values = Int32Array.from(words, ({ value }) => value);
    this.#windows = toWindows(shape);
  }

  /**
   * Returns true if a whole line of the stream and the due time that matched last begins at `at`, and sets its sequence
   * number. It is `match()` for most lines, in half of the time.
   */
  follows(view: DataView, at: number): boolean {
    const windows = this.#windows;
    const lastWindows = this.#lastWindows;
    for (let i = 0; i < windows.length; i++) {
      if (view.getFloat64(at + (windows[i] ?? 0), true) !== lastWindows[i]) {
        return false;
      }
    }
    const places = this.shape.at;
    const metric = at + places.metric;
    const low = view.getInt32(at + places.sequence + 8, true) ^ ZEROS;
    if (
      !isDigits(low) || !isDigits(view.getInt32(metric, true) ^ ZEROS) ||
      !isDigits(view.getUint8(metric + 4) ^ 0x30)
    ) return false;
    this.sequence = this.#base + toNumber(low);
    return true;
  }

  /**
   * Returns how many lines from `at` to `last` follow the line that matched last, each with the next sequence number,
   * and sets that of the last. It is `follows()` for most lines, in half of the time.
   */
  countNext(view: DataView, at: number, last: number): number {
    const { length } = this;
    // Each in a variable of its own, which the engine keeps in a register.
    const o = this.#windows;
    const w = this.#lastWindows;
    const o0 = o[0] ?? 0;
    const o1 = o[1] ?? 0;
    const o2 = o[2] ?? 0;
    const o3 = o[3] ?? 0;
    const o4 = o[4] ?? 0;
    const o5 = o[5] ?? 0;
    const o6 = o[6] ?? 0;
    const o7 = o[7] ?? 0;
    const w0 = w[0] ?? 0;
    const w1 = w[1] ?? 0;
    const w2 = w[2] ?? 0;
    const w3 = w[3] ?? 0;
    const w4 = w[4] ?? 0;
    const w5 = w[5] ?? 0;
    const w6 = w[6] ?? 0;
    const w7 = w[7] ?? 0;
    const { sequence, metric } = this.shape.at;
    const first = this.sequence - this.#base + 1;
    let low = first;
    for (let begin = at; begin <= last; begin += length, low++) {
      if (
        view.getFloat64(begin + o0, true) !== w0 ||
        view.getFloat64(begin + o1, true) !== w1 ||
        view.getFloat64(begin + o2, true) !== w2 ||
        view.getFloat64(begin + o3, true) !== w3 ||
        view.getFloat64(begin + o4, true) !== w4 ||
        view.getFloat64(begin + o5, true) !== w5 ||
        view.getFloat64(begin + o6, true) !== w6 ||
        view.getFloat64(begin + o7, true) !== w7 ||
        view.getInt32(begin + sequence + 8, true) !== digitWords[low] ||
        !isDigits(view.getInt32(begin + metric, true) ^ ZEROS) ||
        !isDigits(view.getUint8(begin + metric + 4) ^ 0x30)
      ) break;
    }
    this.sequence = this.#base + low - 1;
    return low - first;
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
    const due = readDue(view, at + places.due);
    if (due < 0) return false;
    this.due = due;
    this.stream = (stream & 15) * 10 + (stream >> 8);
    this.#base = toNumber(high) * 1e8 + toNumber(middle) * 1e4;
    this.sequence = this.#base + toNumber(low);
    this.#remember(view, at);
    return true;
  }

  #remember(view: DataView, at: number): void {
    for (const [i, offset] of this.#windows.entries()) {
      this.#lastWindows[i] = view.getFloat64(at + offset, true);
    }
  }
}

/** Returns the due time that begins at `at`; -1 if it has other bytes than digits. */
function readDue(view: DataView, at: number): number {
  const high = view.getInt32(at, true) ^ ZEROS;
  const middle = view.getInt32(at + 4, true) ^ ZEROS;
  const low = view.getInt32(at + 8, true) ^ ZEROS;
  const last = view.getUint8(at + DUE_DIGITS - 1) ^ 0x30;
  if (!isDigits(high) || !isDigits(middle)) return -1;
  if (!isDigits(low) || !isDigits(last)) return -1;
  return toNumber(high) * 1e9 + toNumber(middle) * 1e5 + toNumber(low) * 10 +
    last;
}
