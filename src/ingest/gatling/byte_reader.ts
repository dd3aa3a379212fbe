/** Reads numbers and texts of a binary file one after another, a part of it in memory. */

/** Bytes read at once. */
const BUFFER_BYTES = 2 ** 16;

/** The file ends inside of a value. */
export class EndOfBytes extends Error {}

/** Reader of a file in big-endian order; the caller closes the file. */
export class ByteReader {
  readonly #file: Deno.FsFile;
  #buffer = new Uint8Array(BUFFER_BYTES);
  #from = 0;
  #to = 0;
  /** Bytes read so far. */
  offset = 0;

  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /** Returns true if nothing follows. */
  isAtEnd(): boolean {
    return this.#fill(1) < 1;
  }

  /** Throws `EndOfBytes` if the file ends, as all that follow do. */
  byte(): number {
    return this.bytes(1)[0]!;
  }

  /** Returns a signed integer of four bytes. */
  int32(): number {
    return this.#view(4).getInt32(0);
  }

  /** Returns a signed integer of eight bytes. */
  int64(): number {
    return Number(this.#view(8).getBigInt64(0));
  }

  /** Returns bytes, which the next call overwrites. */
  bytes(count: number): Uint8Array {
    if (this.#fill(count) < count) throw new EndOfBytes();
    const from = this.#from;
    this.#from += count;
    this.offset += count;
    return this.#buffer.subarray(from, from + count);
  }

  #view(count: number): DataView {
    const bytes = this.bytes(count);
    return new DataView(bytes.buffer, bytes.byteOffset, count);
  }

  /** Reads until `count` bytes are in the buffer, or the file ends; returns how many there are. */
  #fill(count: number): number {
    const held = this.#to - this.#from;
    if (held >= count) return held;
    const buffer = count > this.#buffer.length
      ? new Uint8Array(count)
      : this.#buffer;
    buffer.set(this.#buffer.subarray(this.#from, this.#to));
    [this.#buffer, this.#from, this.#to] = [buffer, 0, held];
    while (this.#to < count) {
      const n = this.#file.readSync(buffer.subarray(this.#to));
      if (n === null) break;
      this.#to += n;
    }
    return this.#to - this.#from;
  }
}
