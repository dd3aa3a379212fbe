/** Parses lines of Cloud Foundry's logger, lager, in both of its encodings and behind any prefix. */
import { fractionMicros, goTimeMicros } from "../source/go_time.ts";
import { isRecord } from "../source/json.ts";
import { readDigits } from "../source/number.ts";

/** What a line says. */
export interface LagerLine {
  /** Whole Unix time in microseconds. */
  readonly us: number;
  readonly level: LagerLevel;
  /** Component that wrote it. */
  readonly source: string;
  readonly message: string;
  /** Fields of the line, with its `session`. */
  readonly data: LagerData;
}

/** Level of a line; `unknown` if it states none of lager's. */
export type LagerLevel = "debug" | "info" | "error" | "fatal" | "unknown";
/** Fields of a line. */
export type LagerData = Readonly<Record<string, unknown>>;

/** Lines that stand in one line of a file. */
export interface LagerText {
  /** Usually one; two processes that write to one file may give several. */
  readonly lines: readonly LagerLine[];
  /** Number of pieces that are no whole line, beside the lines. */
  readonly fragments: number;
  /** Why there is no line; empty if there is one. */
  readonly problem: string;
}

const LEVELS = ["debug", "info", "error", "fatal"] as const;
/** Beginning of a line in both encodings. */
const START = '{"timestamp":';

/**
 * Parses a line of a file from its first `{`, as `chug` does. Where that is no JSON, each part that begins as a line does
 * is tried by itself: writers that share a file tear and join each other's lines.
 */
export function readLagerText(text: string): LagerText {
  const from = text.indexOf("{");
  if (from < 0) return rejected("it holds no JSON");
  const whole = maybeJson(from === 0 ? text : text.slice(from));
  if (whole !== undefined) {
    const line = toLine(whole);
    return typeof line === "string"
      ? rejected(line)
      : { lines: [line], fragments: 0, problem: "" };
  }
  const lines: LagerLine[] = [];
  let fragments = 0;
  for (const part of partsOf(text)) {
    const line = toLine(maybeJson(part));
    if (typeof line === "string") fragments++;
    else lines.push(line);
  }
  return lines.length > 0
    ? { lines, fragments, problem: "" }
    : rejected("its JSON is cut off or broken");
}

function rejected(problem: string): LagerText {
  return { lines: [], fragments: 0, problem };
}

/** Returns the parts of a text, from the beginning of a line to that of the next; what stands before each is cut off. */
function partsOf(text: string): string[] {
  const starts: number[] = [];
  for (let at = text.indexOf(START); at >= 0;) {
    starts.push(at);
    at = text.indexOf(START, at + 1);
  }
  return starts.map((start, i) => {
    const part = text.slice(start, starts[i + 1]);
    return part.slice(0, part.lastIndexOf("}") + 1) || part;
  });
}

function maybeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns the line that a value writes, or why it is none. Checked by hand, as a file has millions of lines. */
function toLine(value: unknown): LagerLine | string {
  if (!isRecord(value)) return "it is no lager line";
  const { timestamp, source, message, data } = value;
  if (typeof source !== "string" || typeof message !== "string") {
    return "it is no lager line: it lacks source or message";
  }
  const us = lagerMicros(timestamp);
  if (Number.isNaN(us)) return "its timestamp is no time";
  return {
    us,
    level: levelOf(value),
    source,
    message,
    data: isRecord(data) ? data : {},
  };
}

function levelOf({ log_level, level }: Record<string, unknown>): LagerLevel {
  return (typeof log_level === "number"
    ? LEVELS[log_level]
    : LEVELS.find((name) => name === level)) ?? "unknown";
}

/**
 * Parses a timestamp, seconds of Unix time or RFC 3339, into whole Unix microseconds; NaN for anything else. Seconds are
 * read as text: lager writes them from a float, whose last three of nine decimals mean nothing.
 */
export function lagerMicros(timestamp: unknown): number {
  const us = typeof timestamp === "number"
    ? Math.floor(timestamp * 1e6)
    : typeof timestamp === "string"
    ? textMicros(timestamp)
    : NaN;
  return Number.isSafeInteger(us) ? us : NaN;
}

function textMicros(timestamp: string): number {
  const point = timestamp.indexOf(".");
  const end = point < 0 ? timestamp.length : point;
  const seconds = readDigits(timestamp, 0, end, 10);
  if (seconds < 0) return goTimeMicros(timestamp);
  return seconds * 1e6 + fractionMicros(timestamp, end + 1);
}
