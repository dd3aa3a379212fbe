/** Parses results of YCSB as text, and the client's log around them. */
import type { SourceFile } from "../source/importer.ts";
import { toLineBytes } from "../source/line_bytes.ts";
import { lineEnd, wholeLines } from "../source/line_spans.ts";
import { plainLine } from "../source/plain_line.ts";
import { toCommand } from "./ycsb_command.ts";
import { latenciesOf } from "./ycsb_interval.ts";
import type { YcsbItem } from "./ycsb_item.ts";
import { findOperations } from "./ycsb_raw.ts";

const ENTRY = /^\[([^\]]+)\], (.+), ([^,]+)$/;
const STATUS =
  /(\d{4}-\d\d-\d\d \d\d:\d\d):(\d\d):(\d{3}) (\d+) sec: \d+ operations; (?:([\d.]+) current ops\/sec; )?/;
const COMMAND = /^Command line: (.*)$/;
const VERSION = /^YCSB Client (\S+)$/;
/** Truncated entry or raw measurement; the client prints no other such line. */
const RESULT = /^\[|^[A-Z][A-Za-z-]*,\d+,?\d*$/;

/** Yields what the lines of a text mean, in lists; others say nothing of the results. */
export function* readText(
  file: Pick<SourceFile, "name" | "chunks">,
): Generator<readonly YcsbItem[]> {
  const toMs = clockReader();
  let number = 0;
  for (const part of wholeLines(file, () => number)) {
    const items: YcsbItem[] = [];
    const text = part.text.slice(part.from, part.to);
    const lines = { text, bytes: toLineBytes(text) };
    for (let from = 0; from < text.length;) {
      const raw = findOperations(lines, { from, number: number + 1 });
      if (raw !== null) {
        items.push(raw.operations);
        number += raw.operations.times.length;
        from = raw.end;
        continue;
      }
      const written = text.slice(from, lineEnd(text, from));
      const line = plainLine(written);
      from += written.length + 1;
      number++;
      const isCut = line.length < written.length;
      const item = (isCut ? toOperation(line, number) : null) ??
        toItem(line, number, toMs);
      if (item !== null) items.push(item);
      else if (RESULT.test(line)) {
        items.push({ kind: "rejected", number, text: line });
      }
    }
    yield items;
  }
}

function toOperation(text: string, number: number): YcsbItem | null {
  const line = { text, bytes: toLineBytes(text) };
  return findOperations(line, { from: 0, number })?.operations ?? null;
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

function toHead(line: string): YcsbItem | null {
  const command = COMMAND.exec(line)?.[1];
  if (command !== undefined) {
    return { kind: "command", command: toCommand(command.trim()) };
  }
  const version = VERSION.exec(line)?.[1];
  return version === undefined ? null : { kind: "version", version };
}
