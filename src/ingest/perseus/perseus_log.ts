/** Parses the lines of a Perseus log: legend, seconds, and the marks between them. */
import { InputError, type SourceFile } from "../source/importer.ts";
import { lineSpans, type Span, spanOf } from "../source/line_spans.ts";
import { isDigit, readDigits } from "../source/number.ts";
import { plainLine } from "../source/plain_line.ts";

export type PerseusMark = "isolating" | "isolated" | "rejoining" | "rejoined";

/** Line with a second, a mark between two seconds, or a rejected line. */
export type PerseusLine =
  | {
    readonly kind: "second";
    readonly line: number;
    readonly second: number;
    /** Increments of each source, then errors of each source. */
    readonly values: readonly number[];
    /** Unix time in ms as written; may be off by half a day. */
    readonly time: number;
  }
  | {
    readonly kind: "mark";
    readonly line: number;
    readonly mark: PerseusMark;
    readonly node: string;
  }
  | {
    readonly kind: "rejected";
    readonly line: number;
    readonly problem: string;
  };

export interface PerseusLog {
  /** Nodes; each has its own client. */
  readonly sources: readonly string[];
  /** Unix time in ms of the date above the first second, or null. */
  readonly date: number | null;
  /** Lines below the legend. */
  readonly lines: Iterable<PerseusLine>;
}

const LEGEND = /^#legend: time((?:\|[^|]+)+)$/;
const MARK = /^# (isolating|isolated|rejoining|rejoined) (\S+)$/;
const DATE =
  /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d+) (\d\d:\d\d:\d\d) UTC (\d{4})$/;
const HALF_DAY_MS = 12 * 3600 * 1000;

/** Opens a log; reads it to its first second, and `lines` on demand. Throws `InputError` if it has no legend. */
export function readPerseusLog(file: SourceFile): PerseusLog {
  const { sources, date } = readHead(file);
  return { sources, date, lines: perseusLines(file, 2 * sources.length) };
}

function* perseusLines(
  file: SourceFile,
  width: number,
): Generator<PerseusLine> {
  const clock = clockReader();
  let last = -1;
  let line = 0;
  for (const spans of lineSpans(file)) {
    for (const span of spans) {
      line++;
      // Nearly all lines are seconds, and only they begin with a digit.
      let read = isDigit(span.text.charCodeAt(span.from))
        ? readSecond(span, { line, width, clock })
        : null;
      if (read?.kind !== "second") {
        const text = plainLine(span.text.slice(span.from, span.to));
        const mark = MARK.exec(text);
        if (mark) {
          yield {
            kind: "mark",
            line,
            mark: mark[1] as PerseusMark,
            node: mark[2] ?? "",
          };
          continue;
        }
        if (text === "" || LEGEND.test(text) || DATE.test(text)) continue;
        read = readSecond(spanOf(text), { line, width, clock });
      }
      if (read.kind === "second" && read.second <= last) {
        const problem = `second ${read.second} follows second ${last}`;
        yield { kind: "rejected", line, problem };
        continue;
      }
      if (read.kind === "second") last = read.second;
      yield read;
    }
  }
}

/** Returns the sources of the legend and the date, if any, above the first second. */
function readHead(
  file: SourceFile,
): { sources: readonly string[]; date: number | null } {
  let date: number | null = null;
  let [line, sources]: [number, string[] | null] = [0, null];
  for (const raw of file.lines()) {
    line++;
    const text = plainLine(raw);
    date ??= maybeDate(text) ?? null;
    if (LEGEND.test(text)) sources ??= toSources(text, file.name, line);
    else if (/^\d+\t/.test(text)) break;
  }
  if (sources !== null) return { sources, date };
  throw noLegend(file.name, "");
}

/**
 * Returns the Unix time in ms of second 0, from a second (`written`) and from the date above (`dated`), as the log's
 * clock has only twelve hours. `dated` is null if the two do not match; the true time may then be twelve hours later.
 */
export function startOf(
  { second, time }: { readonly second: number; readonly time: number },
  date: number | null,
): { readonly written: number; readonly dated: number | null } {
  const written = time - second * 1000;
  const off = date === null ? NaN : Math.abs(written - date) % HALF_DAY_MS;
  return {
    written,
    // The date was printed at second 0; the twelve-hour clock may be half a day off.
    dated: date !== null && off < 60_000
      ? written + Math.round((date - written) / HALF_DAY_MS) * HALF_DAY_MS
      : null,
  };
}

/** Returns true if the written time of a second contradicts its number by more than a second. */
export function isOffClock(
  { second, time }: { readonly second: number; readonly time: number },
  written: number,
): boolean {
  const distance = Math.abs(written + second * 1000 - time);
  if (distance <= 1000) return false;
  const off = distance % HALF_DAY_MS;
  return Math.min(off, HALF_DAY_MS - off) > 1000;
}

/** Returns the names in the first half of the legend; the second half must repeat them with `:err`. */
function toSources(legend: string, file: string, line: number): string[] {
  const names = LEGEND.exec(legend)?.[1]?.slice(1).split("|") ?? [];
  const sources = names.slice(0, names.length / 2);
  const whole = sources.length > 0 &&
    sources.every((name, i) => names[sources.length + i] === `${name}:err`);
  if (!whole) throw noLegend(file, `${line}:1`);
  return sources;
}

function noLegend(file: string, place: string): InputError {
  return new InputError(
    file,
    place,
    "has no legend '#legend: time|<node>...|<node>:err...'",
    "give a log that Perseus printed, from its start",
  );
}

/** Maximum number of digits of a count: twelve exceed thousands of years in seconds, and any count of one second. */
const MAX_COUNT_DIGITS = 12;
const TAB = 9;

/** Parses the line of a second. By character, for speed: nearly all of a log is numbers followed by tabs. */
function readSecond(
  { text, from: start, to }: Span,
  { line, width, clock }: {
    readonly line: number;
    readonly width: number;
    readonly clock: (span: Span) => number;
  },
): Exclude<PerseusLine, { kind: "mark" }> {
  const values: number[] = [];
  let [second, at, fields, areCounts] = [-1, start, 0, true];
  for (let from = start; fields <= width && at < to; at++) {
    if (text.charCodeAt(at) !== TAB) continue;
    const count = readDigits(text, from, at, MAX_COUNT_DIGITS);
    areCounts &&= count >= 0;
    if (fields === 0) second = count;
    else values.push(count);
    fields++;
    from = at + 1;
  }
  const reject = (problem: string) =>
    ({ kind: "rejected", line, problem }) as const;
  if (fields <= width || text.slice(at, to).includes("\t")) {
    const found = text.slice(start, to).split("\t").length;
    return reject(`it has ${found} fields, not ${width + 2}`);
  }
  if (!areCounts) return reject("a count is no whole number");
  const time = clock({ text, from: at, to });
  return Number.isNaN(time)
    ? reject(`'${text.slice(at, to)}' is no time`)
    : { kind: "second", line, second, values, time };
}

/** Returns a parser of times such as `2018/01/16 09:02:41` into Unix ms, NaN for other text; caches the minute. */
function clockReader(): (span: Span) => number {
  let [minute, start] = ["none", NaN];
  return ({ text, from, to }) => {
    const tens = text.charCodeAt(from + 17) - 48;
    const ones = text.charCodeAt(from + 18) - 48;
    const isSecond = to === from + 19 && tens >= 0 && tens <= 5 &&
      ones >= 0 && ones <= 9;
    if (!isSecond) return NaN;
    if (!text.startsWith(minute, from)) {
      minute = text.slice(from, from + 17);
      const [, day = "", hours, minutes] = MINUTE.exec(minute) ?? [];
      const midnight = Date.parse(`${day.replaceAll("/", "-")}T00:00:00Z`);
      start = Number(hours) > 23 || Number(minutes) > 59
        ? NaN
        : midnight + (Number(hours) * 60 + Number(minutes)) * 60_000;
    }
    return start + (tens * 10 + ones) * 1000;
  };
}

const MINUTE = /^(\d{4}\/\d\d\/\d\d) (\d\d):(\d\d):$/;

/** Parses a line of `date` in UTC into Unix ms. */
function maybeDate(line: string): number | undefined {
  const [, month, day, clock, year] = DATE.exec(line) ?? [];
  const time = Date.parse(`${day} ${month} ${year} ${clock} UTC`);
  return Number.isNaN(time) ? undefined : time;
}
