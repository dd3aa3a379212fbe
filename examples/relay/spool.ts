/**
 * A buffer of lines on disk: files that are appended to at one end, and read and removed at the other. It never grows
 * above its cap. It survives the death of its process, as what was written to a file is the operating system's; it does
 * not survive a power failure, as nothing is synced.
 */
import type { Block } from "./block.ts";
import { Segment } from "./segment.ts";

const MAX_SEGMENT_BYTES = 4 * 1024 * 1024;

/** What is dropped at once is at most this part of the cap. */
const SEGMENTS_PER_CAP = 8;

/** Number of the first segment of a new spool; those that must be read before it have lower ones. */
const FIRST_SEGMENT = 1_000_000;

const SEGMENT_NAME = /^\d{12}$/;

/** File with the place up to which lines were delivered: a segment, and an offset in it. */
const POSITION = "position";

/** So that a later position covers an earlier one. */
const POSITION_WIDTH = 40;

/** Lines from a spool, until `release()` confirms that they were delivered. */
export interface SpooledBlock extends Block {
  readonly segment: Segment;
  readonly start: number;
}

export class Spool implements Disposable {
  readonly #folder: string;
  readonly #cap: number;
  readonly #segmentBytes: number;
  readonly #segments: Segment[] = [];
  readonly #position: Deno.FsFile;
  /** Blocks that were read and not released, in order. */
  readonly #outstanding: SpooledBlock[] = [];
  /** Those of them that could not be delivered, to be read again. */
  readonly #returned: SpooledBlock[] = [];
  #next = FIRST_SEGMENT;
  #dropped = 0;

  /** Opens the spool in a folder, with what an earlier process left in it. */
  constructor(folder: string, { cap }: { readonly cap: number }) {
    this.#folder = folder;
    this.#cap = cap;
    this.#segmentBytes = Math.min(MAX_SEGMENT_BYTES, cap / SEGMENTS_PER_CAP);
    Deno.mkdirSync(folder, { recursive: true });
    this.#position = Deno.openSync(`${folder}/${POSITION}`, {
      ...{ read: true, write: true, create: true },
    });
    this.#open();
  }

  /** Bytes of all files. */
  get bytes(): number {
    return this.#segments.reduce((sum, { length }) => sum + length, 0);
  }

  /** Lines that were not delivered. */
  get lines(): number {
    return this.#segments.reduce((sum, { unread }) => sum + unread, 0) +
      this.#outstanding.reduce((sum, { lines }) => sum + lines, 0);
  }

  /** Lines dropped since the start: at the cap, or as the disk was full. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Whether there is nothing to read. */
  get isEmpty(): boolean {
    return this.#returned.length === 0 &&
      this.#segments.every(({ unread }) => unread === 0);
  }

  /** Whether so many bytes more are below the cap. */
  hasRoom(bytes: number): boolean {
    return this.bytes + bytes <= this.#cap;
  }

  /** Appends a block. At the cap, and if the disk is full, the oldest lines are dropped for it. */
  append(block: Block): void {
    const { length } = block.bytes;
    while (!this.hasRoom(length) && this.#segments.length > 0) {
      this.#dropOldest();
    }
    while (this.hasRoom(length)) {
      if (this.#write(block)) return;
      if (this.#segments.length === 0) break;
      this.#dropOldest();
    }
    this.#dropped += block.lines;
  }

  /** Adds a block that is older than all others: in front, or at the end if reading has begun. */
  addFirst(block: Block): void {
    const [first] = this.#segments;
    const begun = this.#outstanding.length > 0 || (first?.offset ?? 0) > 0;
    if (!first || begun || !this.hasRoom(block.bytes.length)) {
      return this.append(block);
    }
    const segment = new Segment(this.#folder, first.number - 1, 0);
    try {
      segment.append(block);
    } catch {
      segment.remove();
      this.#dropped += block.lines;
      return;
    }
    this.#segments.unshift(segment);
    this.#savePosition();
  }

  /** Reads the next lines; null if there are none. */
  read(): SpooledBlock | null {
    const returned = this.#returned.shift();
    if (returned) return returned;
    const segment = this.#segments.find(({ unread }) => unread > 0);
    if (!segment) return null;
    const start = segment.offset;
    const block = { ...segment.read(), segment, start };
    segment.outstanding++;
    this.#outstanding.push(block);
    return block;
  }

  /** Confirms that lines were delivered, and removes the files that were in full. */
  release(block: SpooledBlock): void {
    this.#outstanding.splice(this.#outstanding.indexOf(block), 1);
    block.segment.outstanding--;
    this.#removeDelivered();
    this.#savePosition();
  }

  /** Takes lines back that could not be delivered; they are read again before all others. */
  restore(block: SpooledBlock): void {
    this.#returned.push(block);
    this.#returned.sort((a, b) =>
      a.segment.number - b.segment.number || a.start - b.start
    );
  }

  [Symbol.dispose](): void {
    for (const segment of this.#segments) segment[Symbol.dispose]();
    this.#position.close();
  }

  #write(block: Block): boolean {
    const last = this.#segments.at(-1);
    const full = !last ||
      last.length + block.bytes.length > this.#segmentBytes;
    try {
      if (full) {
        this.#segments.push(new Segment(this.#folder, this.#next++, 0));
      }
      this.#segments.at(-1)?.append(block);
      return true;
    } catch {
      return false;
    }
  }

  #dropOldest(): void {
    const oldest = this.#segments.shift();
    this.#dropped += oldest?.unread ?? 0;
    oldest?.remove();
    this.#savePosition();
  }

  /** Opens the files of an earlier process, and removes what was delivered. */
  #open(): void {
    const position = Deno.readTextFileSync(`${this.#folder}/${POSITION}`);
    const [segment = 0, offset = 0] = position.trim().split(" ").map(Number);
    const numbers = [...Deno.readDirSync(this.#folder)]
      .filter(({ name }) => SEGMENT_NAME.test(name))
      .map(({ name }) => Number(name))
      .sort((a, b) => a - b);
    for (const number of numbers) {
      const start = number < segment
        ? Infinity
        : number === segment
        ? offset
        : 0;
      this.#segments.push(new Segment(this.#folder, number, start));
      this.#next = number + 1;
    }
    this.#removeDelivered();
  }

  #removeDelivered(): void {
    while (this.#segments[0]?.isDelivered) this.#segments.shift()?.remove();
  }

  #savePosition(): void {
    const [block] = this.#outstanding;
    const [first] = this.#segments;
    const segment = block?.segment.number ?? first?.number ?? this.#next;
    const offset = block?.start ?? first?.offset ?? 0;
    const text = `${segment} ${offset}`.padEnd(POSITION_WIDTH);
    this.#position.seekSync(0, Deno.SeekMode.Start);
    this.#position.writeSync(new TextEncoder().encode(text));
  }
}
