/**
 * The journal of a sink: which lines arrived, and when. It is written before anything else is read, and appended to by
 * every process of the sink, so that it knows each line that a killed one counted.
 *
 * A journal is a sequence of frames: the length in four bytes, low first, and varints. The first frame of a process is
 * `START`, the version, and the time in ms since 1970. A frame of a read is `ARRIVALS`, the ms since the frame before,
 * and records, each with its kind in the lowest two bits of its first varint:
 *
 * - `ONE` line that follows, of the stream and due time of the record before: the steps over what was expected
 * - `RUN` of such lines: as above; how many
 * - `OTHER` stream or due time: as above; how many; stream; ms from due to arrival
 * - `BROKEN` lines: how many are torn; how many are foreign
 */
import { writeAll } from "../../record/disk/write_whole.ts";
import type { LineReceiver } from "./line_scanner.ts";
import { MAX_STREAMS } from "./line_shape.ts";
import { toUnsigned, VarintWriter } from "./varints.ts";

export const JOURNAL_VERSION = 1;

/** Kinds of frames. */
export const START = 0;
export const ARRIVALS = 1;

/** Kinds of records. */
export const ONE = 0;
export const RUN = 1;
export const OTHER = 2;
export const BROKEN = 3;

/** Bytes of the length of a frame. */
export const LENGTH_BYTES = 4;

/** Writes what one process of a sink receives. Fill with `run()`, `torn()`, `foreign()`, then `write()`. */
export class ArrivalJournal implements LineReceiver, Disposable {
  readonly #file: Deno.FsFile;
  readonly #frame = new VarintWriter();
  /** Of each stream, the sequence number after its last line. */
  readonly #expected = new Float64Array(MAX_STREAMS);
  /** Of the last frame, and of the read in progress, in whole milliseconds since 1970. */
  #at: number;
  #now: number;
  #stream = -1;
  #due = -1;
  #torn = 0;
  #foreign = 0;
  /** Length of the frame before its first record. */
  #begun = 0;

  /** Appends to a file, or creates it. A frame that a killed process left unfinished is removed. */
  constructor(path: string, now: number) {
    removeUnfinishedFrame(path);
    this.#file = Deno.openSync(path, { append: true, create: true });
    this.#at = this.#now = Math.floor(now);
    this.#clear();
    for (const value of [START, JOURNAL_VERSION, this.#at]) {
      this.#frame.add(value);
    }
    this.#writeFrame();
  }

  /** Begins a read, at a time in milliseconds since 1970. */
  begin(now: number): void {
    // The clock may be set back.
    this.#now = Math.max(this.#at, Math.floor(now));
    this.#frame.add(ARRIVALS);
    this.#frame.add(this.#now - this.#at);
    this.#begun = this.#frame.length;
  }

  run(stream: number, first: number, length: number, due: number): void {
    const steps = toUnsigned(first - (this.#expected[stream] ?? 0)) * 4;
    this.#expected[stream] = first + length;
    const frame = this.#frame;
    if (stream === this.#stream && due === this.#due) {
      frame.add(steps + (length === 1 ? ONE : RUN));
      if (length > 1) frame.add(length);
      return;
    }
    this.#stream = stream;
    this.#due = due;
    frame.add(steps + OTHER);
    frame.add(length);
    frame.add(stream);
    frame.add(toUnsigned(this.#now - due));
  }

  torn(): void {
    this.#torn++;
  }

  foreign(): void {
    this.#foreign++;
  }

  /** Writes the frame of the read that `begin()` began, if it brought a line. Throws errors of the file system. */
  write(): void {
    if (this.#torn + this.#foreign > 0) {
      this.#frame.add(this.#torn * 4 + BROKEN);
      this.#frame.add(this.#foreign);
      this.#torn = this.#foreign = 0;
    }
    if (this.#frame.length === this.#begun) return this.#clear();
    this.#at = this.#now;
    this.#writeFrame();
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  #clear(): void {
    this.#frame.length = 0;
    this.#frame.reserve(LENGTH_BYTES);
    this.#frame.length = LENGTH_BYTES;
  }

  #writeFrame(): void {
    const { bytes } = this.#frame;
    new DataView(bytes.buffer).setUint32(0, bytes.length - LENGTH_BYTES, true);
    writeAll(this.#file, bytes);
    this.#clear();
  }
}

/** Cuts a journal behind its last whole frame. */
function removeUnfinishedFrame(path: string): void {
  const size = sizeOf(path);
  if (size === 0) return;
  using file = Deno.openSync(path, { read: true, write: true });
  const head = new Uint8Array(LENGTH_BYTES);
  let end = 0;
  for (;;) {
    file.seekSync(end, Deno.SeekMode.Start);
    if (file.readSync(head) !== LENGTH_BYTES) break;
    const next = end + LENGTH_BYTES +
      new DataView(head.buffer).getUint32(0, true);
    if (next > size) break;
    end = next;
  }
  if (end < size) file.truncateSync(end);
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
