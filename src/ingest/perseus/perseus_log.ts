/** Parses the lines of a Perseus log: legend, seconds, and the marks between them. */
import { InputError, type SourceFile } from "../source/importer.ts";
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
  for (const raw of file.lines()) {
    line++;
    const text = plainLine(raw);
    // Nearly all lines are seconds, and only they begin with a digit.
    const mark = isDigit(text.charCodeAt(0)) ? null : MARK.exec(text);
    if (mark) {
      yield {
        kind: "mark",
        line,
        mark: mark[1] as PerseusMark,
        node: mark[2] ?? "",
      };
    } else if (
      isDigit(text.charCodeAt(0)) ||
      (text !== "" && !LEGEND.test(text) && !DATE.test(text))
    ) {
      const read = readSecond(text, { width, clock });
      if (typeof read === "string") {
        yield { kind: "rejected", line, problem: read };
      } else if (read.second <= last) {
        const problem = `second ${read.second} follows second ${last}`;
        yield { kind: "rejected", line, problem };
      } else {
        last = read.second;
        const { second, values, time } = read;
        yield { kind: "second", line, second, values, time };
      }
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
  const off = Math.abs(written + second * 1000 - time) % HALF_DAY_MS;
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

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function readSecond(
  line: string,
  { width, clock }: {
    readonly width: number;
    readonly clock: (text: string) => number;
  },
): { second: number; values: number[]; time: number } | string {
  // Parsed by character, for speed: nearly all of a log is numbers followed by tabs.
  const counts: number[] = [];
  let at = 0;
  while (counts.length <= width) {
    const tab = line.indexOf("\t", at);
    if (tab < 0) return fieldProblem(line, width);
    counts.push(readCount(line, at, tab));
    at = tab + 1;
  }
  const written = line.slice(at);
  if (written.includes("\t")) return fieldProblem(line, width);
  if (counts.some((count) => count < 0)) return "a count is no whole number";
  const time = clock(written);
  if (Number.isNaN(time)) return `'${written}' is no time`;
  const [second = 0, ...values] = counts;
  return { second, values, time };
}

function fieldProblem(line: string, width: number): string {
  return `it has ${line.split("\t").length} fields, not ${width + 2}`;
}

/** Maximum number of digits of a count: twelve exceed thousands of years in seconds, and any count of one second. */
const MAX_COUNT_DIGITS = 12;

/** Parses the whole number between two offsets; -1 for other text. */
function readCount(text: string, from: number, to: number): number {
  if (to === from || to - from > MAX_COUNT_DIGITS) return -1;
  let value = 0;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (!isDigit(code)) return -1;
    value = value * 10 + code - 48;
  }
  return value;
}

/** Returns a parser of times such as `2018/01/16 09:02:41` into Unix ms, NaN for other text; caches the day. */
function clockReader(): (text: string) => number {
  let [day, midnight] = ["", NaN];
  return (text) => {
    const [, hours, minutes, seconds] =
      /^\d{4}\/\d\d\/\d\d (\d\d):(\d\d):(\d\d)$/.exec(text) ?? [];
    if (hours === undefined) return NaN;
    if (text.slice(0, 10) !== day) {
      day = text.slice(0, 10);
      midnight = Date.parse(`${day.replaceAll("/", "-")}T00:00:00Z`);
    }
    const [h, m, s] = [Number(hours), Number(minutes), Number(seconds)];
    return h > 23 || m > 59 || s > 59
      ? NaN
      : midnight + ((h * 60 + m) * 60 + s) * 1000;
  };
}

/** Parses a line of `date` in UTC into Unix ms. */
function maybeDate(line: string): number | undefined {
  const [, month, day, clock, year] = DATE.exec(line) ?? [];
  const time = Date.parse(`${day} ${month} ${year} ${clock} UTC`);
  return Number.isNaN(time) ? undefined : time;
}
