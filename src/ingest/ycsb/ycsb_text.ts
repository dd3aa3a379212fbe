/** Parses results of YCSB as text, and the client's log around them. */
import type { SourceFile } from "../source/importer.ts";
import { lineSpans, type Span, spanOf } from "../source/line_spans.ts";
import { readDigits } from "../source/number.ts";
import { plainLine } from "../source/plain_line.ts";
import { toCommand } from "./ycsb_command.ts";
import { latenciesOf } from "./ycsb_interval.ts";
import type { YcsbItem, YcsbOperation } from "./ycsb_item.ts";

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

/** Yields what the lines of a text mean, in lists; others say nothing of the results. */
export function* readText(
  file: Pick<SourceFile, "name" | "chunks">,
): Generator<readonly YcsbItem[]> {
  const toRaw = rawReader();
  const toMs = clockReader();
  let number = 0;
  for (const spans of lineSpans(file)) {
    const items: YcsbItem[] = [];
    for (const span of spans) {
      number++;
      const raw = toRaw(span, number);
      if (raw !== null) {
        items.push(raw);
        continue;
      }
      const line = plainLine(span.text.slice(span.from, span.to));
      const item = toRaw(spanOf(line), number) ?? toItem(line, number, toMs);
      if (item !== null) items.push(item);
      else if (RESULT.test(line)) {
        items.push({ kind: "rejected", number, text: line });
      }
    }
    yield items;
  }
}

function toItem(
  line: string,
  number: number,
  toMs: (minute: string, second: string) => number,
): YcsbItem | null {
  if (line.startsWith("[")) return toEntry(line, number);
  return line.includes(" sec: ") ? toStatus(line, number, toMs) : toHead(line);
}

function toEntry(line: string, number: number): YcsbItem | null {
  const [, metric, name, value] = ENTRY.exec(line) ?? [];
  return metric === undefined || name === undefined || value === undefined
    ? null
    : { kind: "entry", metric, name, value, number };
}

function toStatus(
  line: string,
  number: number,
  toMs: (minute: string, second: string) => number,
): YcsbItem | null {
  const found = STATUS.exec(line);
  if (found === null) return null;
  const [, minute = "", second = "", ms, elapsed, written] = found;
  const at = toMs(minute, second) + Number(ms);
  const rate = written === undefined ? null : Number(written);
  const isInvalid = Number.isNaN(at) ||
    (rate !== null && !Number.isFinite(rate));
  if (isInvalid) return { kind: "rejected", number, text: line };
  const latencies = latenciesOf(line);
  return {
    kind: "status",
    number,
    at,
    elapsed: Number(elapsed),
    rate,
    latencies,
  };
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
function rawReader(): (
  span: Span,
  number: number,
) => YcsbOperation | null {
  let known = "";
  return ({ text, from, to }, number) => {
    const code = text.charCodeAt(from);
    if (code < A || code > Z) return null;
    const first = commaIn(text, from, to);
    const second = commaIn(text, first + 1, to);
    if (second >= to) return null;
    const at = readDigits(text, first + 1, second, MAX_RAW_DIGITS);
    if (at < 0) return null;
    const latency = readDigits(text, second + 1, to, MAX_RAW_DIGITS);
    if (latency < 0) return null;
    if (known.length !== first - from || !text.startsWith(known, from)) {
      const metric = text.slice(from, first);
      if (!METRIC.test(metric)) return null;
      known = metric;
    }
    return { kind: "raw", number, metric: known, at, latency };
  };
}

const [COMMA_CODE, A, Z] = [44, 65, 90];

/** Returns the offset of the next comma, at most `to`. By character: a search may run through the text behind. */
function commaIn(text: string, from: number, to: number): number {
  let i = from;
  while (i < to && text.charCodeAt(i) !== COMMA_CODE) i++;
  return i;
}

function toHead(line: string): YcsbItem | null {
  const command = COMMAND.exec(line)?.[1];
  if (command !== undefined) {
    return { kind: "command", command: toCommand(command.trim()) };
  }
  const version = VERSION.exec(line)?.[1];
  return version === undefined ? null : { kind: "version", version };
}
