/** Whole numbers in as few bytes as they need, seven bits a byte, as in Protocol Buffers; up to 2^53. */

/** Most bytes of a number. */
const MAX_BYTES = 8;

/** Bytes that numbers are appended to. */
export class VarintWriter {
  #bytes = new Uint8Array(64 * 1024);
  length = 0;

  /** Bytes so far, until more are appended. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.length);
  }

  /** Appends a whole number from 0. */
  add(value: number): void {
    this.reserve(MAX_BYTES);
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) {
      this.#bytes[this.length++] = rest % 128 + 128;
    }
    this.#bytes[this.length++] = rest;
  }

  /** Makes room for more bytes behind the last. */
  reserve(count: number): void {
    if (this.length + count <= this.#bytes.length) return;
    const bytes = new Uint8Array(2 * this.#bytes.length + count);
    bytes.set(this.bytes);
    this.#bytes = bytes;
  }
}

/** Reads numbers, from `at`, of bytes that have all of them. */
export class VarintReader {
  bytes: Uint8Array = new Uint8Array();
  at = 0;

  /** Returns the next number. Throws RangeError if the bytes end within it. */
  next(): number {
    const first = this.bytes[this.at] ?? 128;
    if (first < 128) {
      this.at++;
      return first;
    }
    let value = 0;
    for (let scale = 1;; scale *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) {
        throw new RangeError("Cannot read a number as its bytes have ended");
      }
      if (byte < 128) return value + byte * scale;
      value += (byte - 128) * scale;
    }
  }
}

/** Maps a whole number of either sign to one from 0, small ones to small ones. */
export function toUnsigned(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

/** Reverses `toUnsigned()`. */
export function toSigned(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}
