/** Parses all formats of YCSB results, and the client's log around them, into one list of items. */
import { z } from "zod";
import { InputError, type SourceFile } from "../source/importer.ts";
import { readBatches } from "../source/long_json.ts";
import { readDigits } from "../source/number.ts";
import { plainLine } from "../source/plain_line.ts";

/** Result such as `[READ], 99thPercentileLatency(us), 123`. */
export interface YcsbEntry {
  /** Operation, or OVERALL. */
  readonly metric: string;
  readonly name: string;
  readonly text: string;
  /** Position among all entries, from 1. */
  readonly position: number;
  /** Line of a text or entry of a JSON, as a suffix of the file's name. */
  readonly place: string;
}

export interface YcsbCommand {
  readonly threads: number | null;
  /** Requested operations a second. */
  readonly target: number | null;
  /** Class of the database without its package. */
  readonly database: string;
  /** File of the workload, without its folder. */
  readonly workload: string;
  /** Values of `-p`. */
  readonly properties: Readonly<Record<string, string>>;
}

/** Meaning of one line of a text, or of one entry of a JSON. */
export type YcsbItem =
  | { readonly kind: "entry"; readonly entry: Omit<YcsbEntry, "position"> }
  | {
    /** Interval of the client's log. */
    readonly kind: "status";
    readonly place: string;
    /** Unix time in ms. */
    readonly at: number;
    /** Seconds since the start. */
    readonly elapsed: number;
    /** Operations a second, or null. */
    readonly rate: number | null;
  }
  | {
    /** Single operation of `measurementtype=raw`. */
    readonly kind: "raw";
    readonly line: number;
    readonly metric: string;
    /** Unix time of its end in ms. */
    readonly at: number;
    /** In microseconds. */
    readonly latency: number;
  }
  | { readonly kind: "command"; readonly command: YcsbCommand }
  | { readonly kind: "version"; readonly version: string }
  | {
    readonly kind: "rejected";
    readonly place: string;
    readonly text: string;
  };

const ENTRY = /^\[([^\]]+)\], (.+), ([^,]+)$/;
const STATUS =
  /(\d{4}-\d\d-\d\d \d\d:\d\d):(\d\d):(\d{3}) (\d+) sec: \d+ operations; (?:([\d.]+) current ops\/sec; )?/;
const COMMAND = /^Command line: (.*)$/;
const VERSION = /^YCSB Client (\S+)$/;
const METRIC = /^[A-Z][A-Za-z-]*$/;
/** Maximum number of digits of a time or latency in raw measurements. */
const MAX_RAW_DIGITS = 15;
/** Truncated entry or raw measurement; the client prints no other such line. */
const RESULT = /^\[|^[A-Z][A-Za-z-]*,\d+,?\d*$/;

const Entry = z.object({
  metric: z.string(),
  measurement: z.string(),
  // Jackson writes NaN and Infinity as strings.
  value: z.union([z.number(), z.string()]),
});

/** Reads results as text, or as the JSON of either exporter. Throws `InputError` for malformed JSON. */
export function readYcsbItems(file: SourceFile): Iterable<YcsbItem> {
  const { name, chunks } = file;
  const head = headOf(file);
  if (head.startsWith("{")) {
    return fromJson({ name, chunks: () => joinObjects(chunks()) });
  }
  return /^\[\s*[{\]]/.test(head) ? fromJson(file) : fromText(file);
}

/** Returns the first characters that are not blank, at least two if there are as many. */
function headOf({ chunks }: SourceFile): string {
  let head = "";
  for (const chunk of chunks()) {
    head = (head + chunk).trimStart();
    if (head.trimEnd().length > 1) break;
  }
  return head;
}

function* fromText({ lines }: SourceFile): Generator<YcsbItem> {
  const toRaw = rawReader();
  const toMs = clockReader();
  let number = 0;
  for (const written of lines()) {
    number++;
    const raw = toRaw(written, number);
    if (raw !== null) {
      yield raw;
      continue;
    }
    const line = plainLine(written);
    const item = toRaw(line, number) ?? toItem(line, number, toMs);
    if (item !== null) yield item;
    else if (RESULT.test(line)) {
      yield { kind: "rejected", place: `:${number}`, text: line };
    }
  }
}

function toItem(
  line: string,
  number: number,
  toMs: (minute: string, second: string) => number,
): YcsbItem | null {
  if (line.startsWith("[")) return toEntry(line, `:${number}`);
  return line.includes(" sec: ")
    ? toStatus(line, `:${number}`, toMs)
    : toHead(line);
}

function toEntry(line: string, place: string): YcsbItem | null {
  const [, metric, name, text] = ENTRY.exec(line) ?? [];
  return metric === undefined || name === undefined || text === undefined
    ? null
    : { kind: "entry", entry: { metric, name, text, place } };
}

function toStatus(
  line: string,
  place: string,
  toMs: (minute: string, second: string) => number,
): YcsbItem | null {
  const found = STATUS.exec(line);
  if (found === null) return null;
  const [, minute = "", second = "", ms, elapsed, rate] = found;
  const at = toMs(minute, second) + Number(ms);
  const number = rate === undefined ? null : Number(rate);
  const isInvalid = Number.isNaN(at) ||
    (number !== null && !Number.isFinite(number));
  return isInvalid
    ? { kind: "rejected", place, text: line }
    : { kind: "status", place, at, elapsed: Number(elapsed), rate: number };
}

/** Returns a parser of times into Unix ms, NaN for other text; caches the minute, as the lines follow each other. */
function clockReader(): (minute: string, second: string) => number {
  let [known, start] = ["", NaN];
  return (minute, second) => {
    if (minute !== known) {
      known = minute;
      start = Date.parse(`${minute.replace(" ", "T")}:00Z`);
    }
    return Number(second) < 60 ? start + Number(second) * 1000 : NaN;
  };
}

/** Returns a parser of raw measurements, null for other lines. By character: a file may hold ten million of them. */
function rawReader(): (line: string, number: number) => YcsbItem | null {
  let known = "";
  return (line, number) => {
    const first = line.indexOf(",");
    const second = line.indexOf(",", first + 1);
    if (first < 1 || second < 0) return null;
    const at = readDigits(line, first + 1, second, MAX_RAW_DIGITS);
    if (at < 0) return null;
    const latency = readDigits(line, second + 1, line.length, MAX_RAW_DIGITS);
    if (latency < 0) return null;
    if (known.length !== first || !line.startsWith(known)) {
      const metric = line.slice(0, first);
      if (!METRIC.test(metric)) return null;
      known = metric;
    }
    return { kind: "raw", line: number, metric: known, at, latency };
  };
}

function toHead(line: string): YcsbItem | null {
  const command = COMMAND.exec(line)?.[1];
  if (command !== undefined) {
    return { kind: "command", command: toCommand(command.trim()) };
  }
  const version = VERSION.exec(line)?.[1];
  return version === undefined ? null : { kind: "version", version };
}

/** Parses a list of entries. */
function* fromJson(
  file: Pick<SourceFile, "name" | "chunks">,
): Generator<YcsbItem> {
  let count = 0;
  for (const { values } of readBatches(file, ({ length }) => length === 0)) {
    const entries = z.array(Entry).safeParse(values);
    if (!entries.success) {
      const [issue] = entries.error.issues;
      const [index, ...path] = issue?.path ?? [];
      throw new InputError(
        file.name,
        "",
        `holds no results of YCSB (${
          [count + Number(index), ...path].join(".")
        }: ${issue?.message})`,
        "give the file that YCSB's exporter wrote",
      );
    }
    for (const { metric, measurement, value } of entries.data) {
      const place = `, entry ${++count}`;
      const text = String(value);
      yield {
        kind: "entry",
        entry: { metric, name: measurement, text, place },
      };
    }
  }
}

/** Makes one list of concatenated objects. No string of YCSB holds two braces with only space between them. */
function* joinObjects(chunks: Iterable<string>): Generator<string> {
  let rest = "[";
  for (const chunk of chunks) {
    const text = (rest + chunk).replace(/\}(?=\s*\{)/g, "},");
    // The next object may begin in the next chunk.
    const end = text.trimEnd().length - 1;
    const isOpen = text[end] !== "}";
    rest = isOpen ? "" : text.slice(end);
    yield isOpen ? text : text.slice(0, end);
  }
  yield `${rest}]`;
}

/** Default of a log without a command line. */
export const NO_COMMAND: YcsbCommand = toCommand("");

/** Parses a command line. Threads and target are options or properties; the option wins, as in the client. */
function toCommand(line: string): YcsbCommand {
  const words = line.split(/\s+/);
  const after = (option: string) => {
    const at = words.indexOf(option);
    return at < 0 ? "" : words[at + 1] ?? "";
  };
  const properties = Object.fromEntries(words.flatMap((word, i) => {
    const [key, ...value] = word.split("=");
    return words[i - 1] === "-p" && key !== undefined && key !== "__proto__"
      ? [[key, value.join("=")]]
      : [];
  }));
  const count = (option: string, property: string) => {
    const text = after(option) || (properties[property] ?? "");
    return /^\d{1,15}$/.test(text) && Number(text) > 0 ? Number(text) : null;
  };
  return {
    threads: count("-threads", "threadcount"),
    target: count("-target", "target"),
    database: after("-db").split(".").at(-1) ?? "",
    workload: after("-P").split("/").at(-1) ?? "",
    properties,
  };
}
