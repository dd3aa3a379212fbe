/** Reads the seconds of a Perseus log: by byte and in columns, as a file may hold millions of them. */
import { LineReader, toLineBytes } from "../source/line_bytes.ts";
import { CLOCK_CHARS, clockReader } from "./perseus_clock.ts";

/** Seconds whose lines follow each other, in columns. */
export interface PerseusSeconds {
  readonly kind: "seconds";
  /** Line of the first. */
  readonly line: number;
  readonly seconds: Float64Array;
  /** Unix times in ms as written; may be off by half a day. */
  readonly times: Float64Array;
  /** Increments and errors of each source; one second after another. */
  readonly values: Float64Array;
}

/** Seconds of a text. */
interface FoundSeconds {
  readonly item: PerseusSeconds;
  /** Offset of the line behind them. */
  readonly end: number;
}

/** Maximum number of values of one item with more than one second, as items are not split between pieces. */
const MAX_VALUES = 8192;
/** Maximum number of digits of a count: twelve exceed thousands of years in seconds, and any count of one second. */
const MAX_COUNT_DIGITS = 12;
const COUNT = new RegExp(`^\\d{1,${MAX_COUNT_DIGITS}}$`);
const [TAB, LINE_FEED, RETURN] = [9, 10, 13];

/** Reader of one file, whose seconds increase. */
export class SecondsReader {
  readonly #clock = clockReader();
  /** Values of a second. */
  readonly #width: number;
  readonly #seconds: Float64Array;
  readonly #times: Float64Array;
  readonly #values: Float64Array;
  /** Last second; -1 if there is none. */
  #last = -1;

  /** `width` is the number of values of a second. */
  constructor(width: number) {
    const rows = Math.max(1, Math.floor(MAX_VALUES / width));
    this.#width = width;
    this.#seconds = new Float64Array(rows);
    this.#times = new Float64Array(rows);
    this.#values = new Float64Array(rows * width);
  }

  /**
   * Returns the seconds with which the lines from an offset on begin, as many as follow each other; null if the first line
   * is none (`problemOf`). `bytes` are those of the text (`toLineBytes`), `line` is the number of the first line.
   */
  find(
    { text, bytes }: { readonly text: string; readonly bytes: Uint8Array },
    { from, line }: { readonly from: number; readonly line: number },
  ): FoundSeconds | null {
    const reader = new LineReader(bytes, from);
    let [end, rows] = [from, 0];
    while (rows < this.#seconds.length && reader.at < text.length) {
      const second = readCount(reader);
      if (second <= this.#last || !this.#readValues(reader, rows)) break;
      const time = this.#clock(bytes, reader.at);
      reader.at += CLOCK_CHARS;
      if (Number.isNaN(time)) break;
      reader.skip(RETURN);
      if (!reader.skip(LINE_FEED)) break;
      this.#seconds[rows] = second;
      this.#times[rows] = time;
      this.#last = second;
      rows++;
      end = reader.at;
    }
    if (rows === 0) return null;
    const item = {
      kind: "seconds",
      line,
      seconds: this.#seconds.slice(0, rows),
      times: this.#times.slice(0, rows),
      values: this.#values.slice(0, rows * this.#width),
    } as const;
    return { item, end };
  }

  /** Reads the values of a second; false if one is no count. */
  #readValues(reader: LineReader, row: number): boolean {
    const first = row * this.#width;
    // The errors of all sources are written behind the increments of all.
    for (let isError = 0; isError < 2; isError++) {
      for (let i = isError; i < this.#width; i += 2) {
        const value = readCount(reader);
        if (value < 0) return false;
        this.#values[first + i] = value;
      }
    }
    return true;
  }

  /** Returns why a line is no second that follows the last one. */
  problemOf(line: string): string {
    const fields = line.split("\t");
    const expected = this.#width + 2;
    if (fields.length !== expected) {
      return `it has ${fields.length} fields, not ${expected}`;
    }
    const time = fields.at(-1)!;
    if (!fields.slice(0, -1).every((field) => COUNT.test(field))) {
      return "a count is no whole number";
    }
    const isTime = time.length === CLOCK_CHARS &&
      !Number.isNaN(this.#clock(toLineBytes(time), 0));
    return isTime
      ? `second ${Number(fields[0])} follows second ${this.#last}`
      : `'${time}' is no time`;
  }
}

/** Moves behind a count and a tab; returns the count, -1 if there is none. */
function readCount(reader: LineReader): number {
  const from = reader.at;
  const count = reader.readNumber();
  return reader.at - from <= MAX_COUNT_DIGITS && reader.skip(TAB) ? count : -1;
}
