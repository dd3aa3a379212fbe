/** Finds the lines of one connection in what is read from it, whatever comes: endless lines, parts of lines, noise. */
import { isPartOfLine } from "./broken_line.ts";
import { LineMatcher } from "./line_matcher.ts";
import { lineShapes } from "./line_shape.ts";

/** Receives what a connection brought, in order. */
export interface LineReceiver {
  /** Lines of one stream with consecutive sequence numbers, from `first`, and one due time. */
  run(stream: number, first: number, length: number, due: number): void;
  /** A line that was cut or joined. */
  torn(): void;
  /** A whole line that the generator did not send. */
  foreign(): void;
}

/** Bytes that are read at once, and of the longest line whose end is looked at. */
const BUFFER_BYTES = 256 * 1024;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Read into `free()`, then `scan()`, then `keep()`. */
export class LineScanner {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  readonly #matchers = Object.values(lineShapes)
    .map((shape) => new LineMatcher(shape));
  /** Of the shape that matched last. */
  #matcher = this.#matchers[0] as LineMatcher;
  /** Bytes of a line without its end yet, at the beginning of the buffer. */
  #kept = 0;
  /** Whether a line is skipped as it is longer than the buffer, and whether that is a part of ours. */
  #skipping: "torn" | "foreign" | null = null;

  constructor(bytes: number = BUFFER_BYTES) {
    this.#bytes = new Uint8Array(bytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Returns where to read into; never empty. */
  free(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(this.#kept);
  }

  /**
   * Finds lines in `read` more bytes. Returns the bytes up to the end of the last line, or all of a line that is longer
   * than the buffer: they stay valid until `keep()`, which must follow.
   */
  scan(read: number, receiver: LineReceiver): Uint8Array<ArrayBuffer> {
    const end = this.#kept + read;
    this.#kept = end;
    let at = 0;
    if (this.#skipping !== null) {
      at = this.#endOfLine(0, end);
      if (at === 0) return this.#bytes.subarray(0, end);
      receiver[this.#skipping]();
      this.#skipping = null;
    }
    at = this.#scanLines(at, end, receiver);
    if (at > 0 || end < this.#bytes.length) return this.#bytes.subarray(0, at);
    const isPart = isPartOfLine(this.#bytes.subarray(0, end));
    this.#skipping = isPart ? "torn" : "foreign";
    return this.#bytes.subarray(0, end);
  }

  /** Gives up the bytes that `scan()` returned, and keeps what follows them. */
  keep(done: Uint8Array): void {
    this.#bytes.copyWithin(0, done.length, this.#kept);
    this.#kept -= done.length;
  }

  /** Ends the connection. Returns the bytes of a line that has no end. */
  end(receiver: LineReceiver): Uint8Array<ArrayBuffer> {
    const rest = this.#bytes.subarray(0, this.#kept);
    if (this.#skipping !== null) receiver[this.#skipping]();
    else if (rest.length > 0) {
      receiver[isPartOfLine(rest) ? "torn" : "foreign"]();
    }
    return rest;
  }

  /** Returns the offset behind the last whole line. */
  #scanLines(from: number, end: number, receiver: LineReceiver): number {
    const view = this.#view;
    let at = from;
    for (;;) {
      const matcher = this.#matcher;
      const { length } = matcher;
      const last = end - length;
      let [stream, first, count, due] = [0, 0, 0, 0];
      for (; at <= last; at += length) {
        const isKnown = count > 0 && matcher.follows(view, at);
        if (!isKnown && !matcher.match(view, at)) break;
        const { sequence } = matcher;
        const isNext = count > 0 && sequence === first + count &&
          matcher.due === due && matcher.stream === stream;
        if (isNext) {
          const more = matcher.countNext(view, at + length, last);
          count += 1 + more;
          at += more * length;
          continue;
        }
        if (count > 0) receiver.run(stream, first, count, due);
        ({ stream, due } = matcher);
        first = sequence;
        count = 1;
      }
      if (count > 0) receiver.run(stream, first, count, due);
      const behind = this.#endOfLine(at, end);
      if (behind === 0) return at;
      const other = this.#matchers.find((matcher) =>
        behind - at === matcher.length && matcher.match(view, at)
      );
      if (other) this.#matcher = other;
      else {
        this.#takeOther(at, behind, receiver);
        at = behind;
      }
    }
  }

  /** Takes a line that has none of the shapes. */
  #takeOther(from: number, behind: number, receiver: LineReceiver): void {
    const line = this.#bytes.subarray(from, behind - 1);
    if (line.at(-1) === CARRIAGE_RETURN) {
      // Some forwarders end lines with both.
      const ended = line.slice();
      ended[ended.length - 1] = LINE_FEED;
      const view = new DataView(ended.buffer);
      const whole = this.#matchers.find((matcher) =>
        ended.length === matcher.length && matcher.match(view, 0)
      );
      if (whole) {
        return receiver.run(whole.stream, whole.sequence, 1, whole.due);
      }
    }
    receiver[isPartOfLine(line) ? "torn" : "foreign"]();
  }

  /** Returns the offset behind the next line feed; 0 for none. */
  #endOfLine(from: number, end: number): number {
    const at = this.#bytes.indexOf(LINE_FEED, from);
    return at < 0 || at >= end ? 0 : at + 1;
  }
}
