/** Text of a CSV as bytes: numbers and times are written without a text for each, for which millions of rows would wait. */

const FIRST_BYTES = 2 ** 16;
/** Bytes up to which a loop is faster than `set()`. */
const MAX_LOOP_BYTES = 32;
/** Most bytes of a number, and of a time. */
const MAX_FIELD_BYTES = 32;
/** Millionths that divided by 10^6 give their decimal fraction and no other: it has 15 digits at most. */
const MAX_MILLIONTHS = 1e15;

const [MINUS, POINT, ZERO, ZULU] = [45, 46, 48, 90];
/** Characters of a time up to the point of its second. */
const SECOND_CHARS = 20;

const encoder = new TextEncoder();

/** Bytes that grow. */
export class CsvBytes {
  #bytes = new Uint8Array(0);
  /** The last second as text, up to its point: most rows share it with the row before. */
  #secondText: Uint8Array = new Uint8Array(0);
  #second = NaN;
  length = 0;

  /** Returns a copy of all bytes, and begins anew. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.length);
    this.length = 0;
    return taken;
  }

  /** Appends bytes. */
  put(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#reserve(length);
    const begin = this.length;
    if (length > MAX_LOOP_BYTES) this.#bytes.set(bytes, begin);
    else {
      const own = this.#bytes;
      for (let i = 0; i < length; i++) own[begin + i] = bytes[i]!;
    }
    this.length = begin + length;
  }

  putText(text: string): void {
    // A UTF-16 unit takes at most three bytes of UTF-8.
    this.#reserve(3 * text.length);
    const rest = this.#bytes.subarray(this.length);
    this.length += encoder.encodeInto(text, rest).written;
  }

  /** Appends a finite number as JavaScript prints it. */
  putNumber(value: number): void {
    this.#reserve(MAX_FIELD_BYTES);
    const size = Math.abs(value);
    if (Number.isSafeInteger(value)) {
      if (value < 0) this.#bytes[this.length++] = MINUS;
      return this.#putDigits(size, countDigits(size));
    }
    const millionths = Math.round(1e6 * size);
    if (millionths > MAX_MILLIONTHS || millionths / 1e6 !== size) {
      return this.putText(String(value));
    }
    if (value < 0) this.#bytes[this.length++] = MINUS;
    const whole = Math.floor(size);
    this.#putDigits(whole, countDigits(whole));
    this.#bytes[this.length++] = POINT;
    let fraction = millionths - 1e6 * whole;
    let digits = 6;
    while (fraction % 10 === 0) {
      fraction /= 10;
      digits--;
    }
    this.#putDigits(fraction, digits);
  }

  /** Appends a time of the years 0 to 9999, in Unix ms, as `rowsOf()` gives it. */
  putTime(ms: number): void {
    this.#reserve(MAX_FIELD_BYTES);
    let whole = Math.floor(ms);
    let micros = Math.round((ms - whole) * 1000);
    if (micros === 1000) {
      whole++;
      micros = 0;
    }
    const second = Math.floor(whole / 1000);
    if (second !== this.#second) {
      const text = new Date(1000 * second).toISOString().slice(0, SECOND_CHARS);
      this.#secondText = encoder.encode(text);
      this.#second = second;
    }
    this.put(this.#secondText);
    this.#putDigits(whole - 1000 * second, 3);
    if (micros > 0) this.#putDigits(micros, 3);
    this.#bytes[this.length++] = ZULU;
  }

  /** Appends a whole number of at least 0 in so many digits, for which there is room. */
  #putDigits(value: number, digits: number): void {
    const bytes = this.#bytes;
    const begin = this.length;
    let rest = value;
    for (let at = begin + digits - 1; at >= begin; at--) {
      const next = Math.floor(rest / 10);
      bytes[at] = rest - 10 * next + ZERO;
      rest = next;
    }
    this.length = begin + digits;
  }

  /** Makes room for so many more bytes. */
  #reserve(bytes: number): void {
    const size = this.length + bytes;
    if (size <= this.#bytes.length) return;
    const grown = new Uint8Array(
      Math.max(size, 2 * this.#bytes.length, FIRST_BYTES),
    );
    grown.set(this.#bytes.subarray(0, this.length));
    this.#bytes = grown;
  }
}

/** Returns the number of digits of a whole number of at least 0. */
function countDigits(value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  return digits;
}
