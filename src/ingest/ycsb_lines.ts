/** The shapes that YCSB writes its results in, made one, and what its client's log says beside them. */
import { z } from "zod";
import { InputError, type SourceFile } from "./importer.ts";
import { parseJson } from "./json.ts";

/** `[READ], 99thPercentileLatency(us), 123` */
export interface YcsbEntry {
  /** Operation, or OVERALL. */
  readonly metric: string;
  readonly name: string;
  readonly text: string;
  /** Among all entries, from 1. */
  readonly position: number;
  /** Line of a text, entry of a JSON, to stand behind the file's name. */
  readonly place: string;
}

export interface YcsbCommand {
  readonly threads: number | null;
  /** Operations a second asked for. */
  readonly target: number | null;
  /** Class of the database without its package. */
  readonly database: string;
  /** File of the workload, without its folder. */
  readonly workload: string;
  /** Values of `-p`. */
  readonly properties: Readonly<Record<string, string>>;
}

export interface YcsbLog {
  readonly entries: readonly YcsbEntry[];
  readonly command: YcsbCommand;
  readonly version: string;
  /** Intervals as the log prints them: Unix time in ms, seconds since the start, operations a second. */
  readonly status: readonly {
    readonly place: string;
    readonly at: number;
    readonly elapsed: number;
    readonly rate: number | null;
  }[];
  readonly rejected: readonly {
    readonly place: string;
    readonly text: string;
  }[];
}

const ENTRY = /^\[([^\]]+)\], (.+), ([^,]+)$/;
const STATUS =
  /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d):(\d{3}) (\d+) sec: (\d+) operations; (?:([\d.]+) current ops\/sec; )?/;
const COMMAND = /^Command line: (.*)$/;
/** A raw measurement, or an entry whose end is missing; the client prints no other such line. */
const RESULT = /^\[|^[A-Z-]+,\d+,\d+$/;

const Entry = z.object({
  metric: z.string(),
  measurement: z.string(),
  // Jackson writes what JSON cannot hold as a word.
  value: z.union([z.number(), z.string()]),
});

/** Reads results as text, or as the JSON of either exporter. Throws `InputError` for malformed JSON. */
export function parseYcsb(file: SourceFile): YcsbLog {
  return /^\s*[[{]\s*["{]/.test(file.text) ? fromJson(file) : fromText(file);
}

function fromText({ text }: SourceFile): YcsbLog {
  const entries: YcsbEntry[] = [];
  const status: YcsbLog["status"][number][] = [];
  const rejected: YcsbLog["rejected"][number][] = [];
  for (const [i, raw] of text.split("\n").entries()) {
    const line = raw.trimEnd();
    const entry = ENTRY.exec(line);
    const interval = STATUS.exec(line);
    if (entry) {
      entries.push({
        metric: entry[1] ?? "",
        name: entry[2] ?? "",
        text: entry[3] ?? "",
        position: entries.length + 1,
        place: `:${i + 1}`,
      });
    } else if (interval) {
      const [, day, clock, ms, elapsed, , rate] = interval;
      const at = Date.parse(`${day}T${clock}.${ms}Z`);
      if (Number.isNaN(at)) rejected.push({ place: `:${i + 1}`, text: line });
      else {
        status.push({
          place: `:${i + 1}`,
          at,
          elapsed: Number(elapsed),
          rate: rate === undefined ? null : Number(rate),
        });
      }
    } else if (RESULT.test(line)) {
      rejected.push({ place: `:${i + 1}`, text: line });
    }
  }
  return {
    entries,
    status,
    rejected,
    command: toCommand(lineOf(text, COMMAND)),
    version: lineOf(text, /^YCSB Client (\S+)$/),
  };
}

function lineOf(text: string, pattern: RegExp): string {
  return new RegExp(pattern.source, "m").exec(text)?.[1]?.trim() ?? "";
}

/** The array exporter writes one list, the other writes objects one after the other. */
function fromJson({ name, text }: SourceFile): YcsbLog {
  const list = text.trimStart().startsWith("[");
  // No string of YCSB holds braces with nothing but space between them.
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
  return {
    entries: entries.data.map(({ metric, measurement, value }, i) => ({
      metric,
      name: measurement,
      text: String(value),
      position: i + 1,
      place: `, entry ${i + 1}`,
    })),
    command: toCommand(""),
    version: "",
    status: [],
    rejected: [],
  };
}

function toCommand(line: string): YcsbCommand {
  const words = line.split(/\s+/);
  const after = (option: string) => {
    const at = words.indexOf(option);
    return at < 0 ? "" : words[at + 1] ?? "";
  };
  const count = (option: string) =>
    /^\d+$/.test(after(option)) ? Number(after(option)) : null;
  return {
    threads: count("-threads"),
    target: count("-target"),
    database: after("-db").split(".").at(-1) ?? "",
    workload: after("-P").split("/").at(-1) ?? "",
    properties: Object.fromEntries(words.flatMap((word, i) => {
      const [key, ...value] = word.split("=");
      return words[i - 1] === "-p" && key !== undefined
        ? [[key, value.join("=")]]
        : [];
    })),
  };
}
