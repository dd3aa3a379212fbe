/** Parses all formats of YCSB results, and the client's log around them, into one list of items. */
import { z } from "zod";
import { InputError, type SourceFile } from "../source/importer.ts";
import { parseJson } from "../source/json.ts";
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
  /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d):(\d{3}) (\d+) sec: (\d+) operations; (?:([\d.]+) current ops\/sec; )?/;
const COMMAND = /^Command line: (.*)$/;
const VERSION = /^YCSB Client (\S+)$/;
const RAW = /^([A-Z][A-Za-z-]*),(\d{1,15}),(\d{1,15})$/;
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
  return isJson(file) ? fromJson(file) : fromText(file);
}

/**
 * Returns true for JSON, by the first line that is not blank: it has a brace, or a bracket followed only by a bracket
 * or brace.
 */
function isJson({ lines }: SourceFile): boolean {
  let head = "";
  for (const line of lines()) {
    head += `${line.trim()}\n`;
    if (head.trim().length > 1) break;
  }
  return /^\s*(?:\{|\[\s*[{\]])/.test(head);
}

function* fromText({ lines }: SourceFile): Generator<YcsbItem> {
  let number = 0;
  for (const raw of lines()) {
    number++;
    const line = plainLine(raw);
    const item = toItem(line, number);
    if (item !== null) yield item;
    else if (RESULT.test(line)) {
      yield { kind: "rejected", place: `:${number}`, text: line };
    }
  }
}

/** Parses a line; the cheapest test first, as a file may hold millions of one kind. */
function toItem(line: string, number: number): YcsbItem | null {
  if (line.startsWith("[")) return toEntry(line, `:${number}`);
  return toRaw(line, number) ??
    (line.includes(" sec: ") ? toStatus(line, `:${number}`) : toHead(line));
}

function toEntry(line: string, place: string): YcsbItem | null {
  const [, metric, name, text] = ENTRY.exec(line) ?? [];
  return metric === undefined || name === undefined || text === undefined
    ? null
    : { kind: "entry", entry: { metric, name, text, place } };
}

function toStatus(line: string, place: string): YcsbItem | null {
  const found = STATUS.exec(line);
  if (found === null) return null;
  const [, day, clock, ms, elapsed, , rate] = found;
  const at = Date.parse(`${day}T${clock}.${ms}Z`);
  const number = rate === undefined ? null : Number(rate);
  const isInvalid = Number.isNaN(at) ||
    (number !== null && !Number.isFinite(number));
  return isInvalid
    ? { kind: "rejected", place, text: line }
    : { kind: "status", place, at, elapsed: Number(elapsed), rate: number };
}

function toRaw(line: string, number: number): YcsbItem | null {
  const [, metric, at, latency] = RAW.exec(line) ?? [];
  return metric === undefined ? null : {
    kind: "raw",
    line: number,
    metric,
    at: Number(at),
    latency: Number(latency),
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

/** Parses the list of the array exporter, or the concatenated objects of the other one. */
function* fromJson({ name, text }: SourceFile): Generator<YcsbItem> {
  const list = text.trimStart().startsWith("[");
  // No string of YCSB holds a closing and an opening brace with only space between them.
  const whole = list ? text : `[${text.replace(/\}(?=\s*\{)/g, "},")}]`;
  const json = parseJson({ name, text: whole });
  const entries = z.array(Entry).safeParse(json);
  if (!entries.success) {
    const [issue] = entries.error.issues;
    throw new InputError(
      name,
      "",
      `holds no results of YCSB (${issue?.path.join(".")}: ${issue?.message})`,
      "give the file that YCSB's exporter wrote",
    );
  }
  for (const [i, { metric, measurement, value }] of entries.data.entries()) {
    const place = `, entry ${i + 1}`;
    const text = String(value);
    yield { kind: "entry", entry: { metric, name: measurement, text, place } };
  }
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
