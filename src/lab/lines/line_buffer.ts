/** Lines of one stream in a buffer that is made once: of each batch, only digits are written. */
import { digitWords } from "./digit_words.ts";
import { DUE_DIGITS, type LineShape, writeFields } from "./line_shape.ts";

export interface LineBufferOptions {
  readonly shape: LineShape;
  readonly stream: number;
  /** Names of metrics that the lines have, round-robin. */
  readonly metrics: number;
  /** Most lines of a batch. */
  readonly capacity: number;
}

/** A sequence number has three words. */
const TEN_TO_8 = 1e8;

export class LineBuffer {
  /** Bytes of a line, with its line feed. */
  readonly lineLength: number;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  readonly #options: LineBufferOptions;
  /** Due time that all lines have, and how many of them. */
  #due = -1;
  #dueLines = 0;

  constructor(options: LineBufferOptions) {
    const { shape, stream, metrics, capacity } = options;
    const { length } = shape.template;
    this.lineLength = length;
    this.#options = options;
    this.#bytes = new Uint8Array(length * capacity);
    for (let line = 0; line < capacity; line++) {
      this.#bytes.set(shape.template, line * length);
      const fields = { stream, metric: line % metrics };
      writeFields(this.#bytes, line * length, { shape, fields });
    }
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Writes the lines `first` to `first + count - 1`, due at whole milliseconds since 1970, and returns their bytes. */
  fill(first: number, count: number, due: number): Uint8Array<ArrayBuffer> {
    const { capacity } = this.#options;
    if (count > capacity) {
      throw new RangeError(
        `Cannot write ${count} lines as the buffer holds ${capacity}`,
      );
    }
    this.#fillDue(due, count);
    const { lineLength } = this;
    const view = this.#view;
    const end = count * lineLength;
    let at = this.#options.shape.at.sequence;
    let low = first % 10_000;
    let rest = Math.floor(first / 10_000);
    while (at < end) {
      const middle = digitWords[rest % 10_000] ?? 0;
      const high = digitWords[Math.floor(first / TEN_TO_8) % 10_000] ?? 0;
      for (; at < end && low < 10_000; low++, at += lineLength) {
        view.setInt32(at, high, true);
        view.setInt32(at + 4, middle, true);
        view.setInt32(at + 8, digitWords[low] ?? 0, true);
      }
      low = 0;
      rest++;
      first = rest * 10_000;
    }
    return this.#bytes.subarray(0, end);
  }

  #fillDue(due: number, count: number): void {
    const from = due === this.#due ? this.#dueLines : 0;
    if (from >= count) return;
    const { shape } = this.#options;
    const { lineLength } = this;
    const view = this.#view;
    const begin = shape.at.due + from * lineLength;
    writeFields(this.#bytes, from * lineLength, { shape, fields: { due } });
    const [a, b, c] = [0, 4, 8].map((at) => view.getInt32(begin + at, true));
    const last = view.getUint8(begin + DUE_DIGITS - 1);
    const end = count * lineLength;
    for (let at = begin; at < end; at += lineLength) {
      view.setInt32(at, a ?? 0, true);
      view.setInt32(at + 4, b ?? 0, true);
      view.setInt32(at + 8, c ?? 0, true);
      view.setUint8(at + DUE_DIGITS - 1, last);
    }
    this.#due = due;
    this.#dueLines = count;
  }
}
