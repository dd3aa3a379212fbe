/**
 * Reads the lines of status of the client's log: by byte, by the layouts of their latencies, and in columns, as a log may hold a
 * million of them. It reads those that are plain, which nearly all are; `ycsb_text.ts` reads any other by character.
 */
import { LineReader } from "../source/line_bytes.ts";
import { isDigit } from "../source/number.ts";
import { CLOCK_CHARS, clockReader } from "./ycsb_clock.ts";
import { THROUGHPUT } from "./ycsb_interval.ts";
import type {
  Found,
  YcsbInterval,
  YcsbIntervals,
  YcsbMetric,
} from "./ycsb_item.ts";
import { type LatencyLayout, toLayout } from "./ycsb_layout.ts";

/** Maximum number of samples of one item, as items are not split between pieces. */
const MAX_SAMPLES = 16_384;
/** Layouts of a file: an operation has one or two. */
const MAX_LAYOUTS = 64;
/** Longest latencies of an operation that are a layout: some ten numbers have 200 characters. */
const MAX_LAYOUT_CHARS = 1000;

const [LINE_FEED, ESCAPE, SPACE, COMMA, POINT] = [10, 27, 32, 44, 46];
const [OPEN, CLOSE, BAR, LAST_ASCII] = [91, 93, 124, 127];

const encoder = new TextEncoder();
const [SECONDS, OPERATIONS, RATE] = [
  encoder.encode(" sec: "),
  encoder.encode(" operations; "),
  encoder.encode(" current ops/sec; "),
];

const times = new Float64Array(MAX_SAMPLES);
const values = new Float64Array(MAX_SAMPLES);
const metric = new Uint32Array(MAX_SAMPLES);

/** A text, and its characters as bytes (`toLineBytes`). */
interface Lines {
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** Layout, and the index of the metric of its first number; those of the others follow. */
interface KnownLayout extends LatencyLayout {
  readonly firstMetric: number;
}

/** Reader of one file: it keeps the layouts that it meets. */
export class StatusReader {
  readonly #clock = clockReader();
  readonly #metrics: YcsbMetric[] = [THROUGHPUT];
  readonly #layouts: KnownLayout[] = [];
  /** Index of the layout that is likely to be next. */
  #next = 0;
  /** Samples so far. */
  #count = 0;

  /**
   * Returns the intervals with which the lines from an offset on begin, as many as are plain and follow each other; null
   * if the first line is none. `number` is that of the line.
   */
  find(
    lines: Lines,
    { from, number }: { readonly from: number; readonly number: number },
  ): Found<YcsbIntervals> | null {
    if (!isDigit(lines.bytes[from]!)) return null;
    const reader = new LineReader(lines.bytes, from);
    let first: YcsbInterval | null = null;
    let last: YcsbInterval | null = null;
    let [end, found, samples] = [from, 0, 0];
    this.#count = 0;
    while (reader.at < lines.text.length && this.#count < MAX_SAMPLES) {
      const interval = this.#readLine(lines, reader, number + found);
      if (interval === null) break;
      first ??= interval;
      last = interval;
      found++;
      end = reader.at;
      samples = this.#count;
    }
    if (first === null || last === null) return null;
    const item = {
      kind: "intervals",
      lines: found,
      first,
      last,
      metrics: this.#metrics,
      metric: metric.slice(0, samples),
      times: times.slice(0, samples),
      values: values.slice(0, samples),
    } as const;
    return { item, lines: found, end };
  }

  #readLine(
    lines: Lines,
    reader: LineReader,
    number: number,
  ): YcsbInterval | null {
    const at = this.#clock(lines.text, reader.at);
    if (Number.isNaN(at)) return null;
    reader.at += CLOCK_CHARS;
    if (!reader.skip(SPACE)) return null;
    const elapsed = reader.readNumber();
    if (elapsed < 0 || !reader.skipAll(SECONDS)) return null;
    if (reader.readNumber() < 0 || !reader.skipAll(OPERATIONS)) return null;
    const isWhole = this.#readRate(lines, reader, at) &&
      this.#readLatencies(lines, reader, at);
    return isWhole ? { number, at, elapsed } : null;
  }

  /** Reads the rate, if there is one; false if it is not plain, or there is none and the line seems to end. */
  #readRate({ bytes }: Lines, reader: LineReader, at: number): boolean {
    const byte = bytes[reader.at]!;
    if (!isDigit(byte) && byte !== POINT) return byte > SPACE;
    const rate = reader.readDecimal();
    if (Number.isNaN(rate) || !reader.skipAll(RATE)) return false;
    this.#add(0, at, rate);
    return true;
  }

  /** Reads the rest of a line, and moves behind it. */
  #readLatencies(lines: Lines, reader: LineReader, at: number): boolean {
    for (;;) {
      const byte = lines.bytes[reader.at]!;
      if (byte === OPEN) {
        if (!this.#readOperation(lines, reader, at)) return false;
      } else if (byte === ESCAPE || byte > LAST_ASCII) return false;
      else {
        reader.at++;
        if (byte === LINE_FEED) return true;
      }
    }
  }

  /** Reads the latencies of an operation by the first layout that fits, or by a new one. */
  #readOperation(lines: Lines, reader: LineReader, at: number): boolean {
    if (this.#count > MAX_SAMPLES - MAX_LAYOUT_CHARS) return false;
    const from = reader.at;
    const before = this.#count;
    const layouts = this.#layouts;
    for (let i = 0; i < layouts.length; i++) {
      const index = (this.#next + i) % layouts.length;
      if (this.#readNumbers(layouts[index]!, { lines, reader, at })) {
        this.#next = index + 1;
        return true;
      }
      reader.at = from;
      this.#count = before;
    }
    const layout = this.#learn(lines, from);
    return layout !== null && this.#readNumbers(layout, { lines, reader, at });
  }

  /** Returns the layout of the latencies at an offset; null if they are not plain, or differ in kind from the others. */
  #learn({ text }: Lines, from: number): KnownLayout | null {
    if (this.#layouts.length === MAX_LAYOUTS) return null;
    const [written = ""] =
      /^[^\]\n]*\]/.exec(text.slice(from, from + MAX_LAYOUT_CHARS)) ?? [];
    const layout = toLayout(written);
    if (layout === null) return null;
    // Samples of one kind stand before those of the other, wherever they are written; a log has one of them.
    const [known] = this.#layouts;
    if (known !== undefined && known.hasCount !== layout.hasCount) return null;
    const added = { ...layout, firstMetric: this.#metrics.length };
    this.#metrics.push(...layout.numbers.map(({ metric }) => metric));
    this.#layouts.push(added);
    return added;
  }

  #readNumbers(
    { numbers, hasCount, firstMetric }: KnownLayout,
    { lines, reader, at }: {
      readonly lines: Lines;
      readonly reader: LineReader;
      readonly at: number;
    },
  ): boolean {
    for (let i = 0; i < numbers.length; i++) {
      const { before, perUnit } = numbers[i]!;
      if (!reader.skipAll(before)) return false;
      const isCount = i === 0 && hasCount;
      const value = isCount ? reader.readNumber() : readValue(lines, reader);
      if (isCount && value <= 0) return value === 0 && skipRest(lines, reader);
      this.#add(firstMetric + i, at, value / perUnit);
    }
    return reader.skip(CLOSE);
  }

  /** Adds a sample; an interval in which nothing ended has a mean of NaN, which is none. */
  #add(index: number, at: number, value: number): void {
    if (!Number.isFinite(value)) return;
    metric[this.#count] = index;
    times[this.#count] = at;
    values[this.#count] = value;
    this.#count++;
  }
}

/** Reads any number as it is written, `NaN` and `1.5E7` too; what ends it tells if it was one. */
function readValue({ text, bytes }: Lines, reader: LineReader): number {
  const from = reader.at;
  const plain = reader.readDecimal();
  const isPlain = !Number.isNaN(plain) && endsValue(bytes[reader.at]!);
  if (isPlain) return plain;
  let to = from;
  while (!endsValue(bytes[to]!)) to++;
  reader.at = to;
  return to === from ? NaN : Number(text.slice(from, to));
}

function endsValue(byte: number): boolean {
  return byte === COMMA || byte === CLOSE || byte === BAR || byte <= SPACE ||
    byte > LAST_ASCII;
}

/** Moves behind the latencies of an operation that did not occur; false if they are not plain. */
function skipRest({ bytes }: Lines, reader: LineReader): boolean {
  for (;;) {
    const byte = bytes[reader.at]!;
    const isOdd = byte === LINE_FEED || byte === ESCAPE || byte === OPEN ||
      byte > LAST_ASCII;
    if (isOdd) return false;
    reader.at++;
    if (byte === CLOSE) return true;
  }
}
