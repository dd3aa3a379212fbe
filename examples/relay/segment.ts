/** A file of a spool: lines that are appended at its end and read from its start. */
import { type Block, countLines, toBlock, wholeLength } from "./block.ts";

/** Bytes that are read at once; a longer line is read whole. */
const CHUNK_BYTES = 128 * 1024;

export class Segment implements Disposable {
  readonly number: number;
  readonly #path: string;
  readonly #file: Deno.FsFile;
  #length = 0;
  /** Bytes that were read. */
  #offset = 0;
  #unread = 0;
  /** Blocks that were read and whose delivery is not confirmed. */
  outstanding = 0;

  /** Opens a file, or makes it; what is before `offset` was delivered, and a line that was cut at the end is removed. */
  constructor(folder: string, number: number, offset: number) {
    this.number = number;
    this.#path = `${folder}/${toSegmentName(number)}`;
    this.#file = Deno.openSync(this.#path, {
      ...{ read: true, write: true, create: true },
    });
    const bytes = Deno.readFileSync(this.#path);
    this.#length = wholeLength(bytes);
    this.#file.truncateSync(this.#length);
    this.#offset = Math.min(offset, this.#length);
    this.#unread = countLines(bytes.subarray(this.#offset, this.#length));
  }

  get length(): number {
    return this.#length;
  }

  get offset(): number {
    return this.#offset;
  }

  /** Lines that were not read yet. */
  get unread(): number {
    return this.#unread;
  }

  /** Whether all lines were delivered. */
  get isDelivered(): boolean {
    return this.#unread === 0 && this.outstanding === 0;
  }

  /** Appends a block, in full or not at all. Throws if the disk is full. */
  append({ bytes, lines }: Block): void {
    this.#file.seekSync(this.#length, Deno.SeekMode.Start);
    try {
      for (let at = 0; at < bytes.length;) {
        at += this.#file.writeSync(bytes.subarray(at));
      }
    } catch (error) {
      this.#file.truncateSync(this.#length);
      throw error;
    }
    this.#length += bytes.length;
    this.#unread += lines;
  }

  /** Reads the next whole lines. */
  read(): Block {
    const left = this.#length - this.#offset;
    for (let size = CHUNK_BYTES;; size *= 2) {
      const bytes = this.#readAt(this.#offset, Math.min(size, left));
      const length = wholeLength(bytes);
      if (length === 0 && size < left) continue;
      const block = toBlock(bytes.subarray(0, length));
      this.#offset += length;
      this.#unread -= block.lines;
      return block;
    }
  }

  /** Removes the file. */
  remove(): void {
    this[Symbol.dispose]();
    Deno.removeSync(this.#path);
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  #readAt(start: number, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    this.#file.seekSync(start, Deno.SeekMode.Start);
    let at = 0;
    while (at < length) {
      const n = this.#file.readSync(bytes.subarray(at));
      if (n === null) break;
      at += n;
    }
    return bytes.subarray(0, at);
  }
}

/** Returns the name of the file of a segment; names sort by number. */
export function toSegmentName(number: number): string {
  return String(number).padStart(12, "0");
}
