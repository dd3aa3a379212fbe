/** Parses results of YCSB as text, and the client's log around them. */
import { foreignReader } from "../load_frame/foreign_lines.ts";
import type { SourceFile } from "../source/importer.ts";
import { toLineBytes } from "../source/line_bytes.ts";
import { lineEnd, wholeLines } from "../source/line_spans.ts";
import { plainLine } from "../source/plain_line.ts";
import { clockReader } from "./ycsb_clock.ts";
import { toCommand } from "./ycsb_command.ts";
import { latenciesOf, samplesOf, THROUGHPUT } from "./ycsb_interval.ts";
import type { YcsbInterval, YcsbIntervals, YcsbItem } from "./ycsb_item.ts";
import { findOperations } from "./ycsb_raw.ts";
import { StatusReader } from "./ycsb_status.ts";

const ENTRY = /^\[([^\]]+)\], (.+), ([^,]+)$/;
const STATUS =
  /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d:\d{3} (\d+) sec: \d+ operations; (?:([\d.]+) current ops\/sec;)?/;
const COMMAND = /^Command line: (.*)$/;
const VERSION = /^YCSB Client (\S+)$/;
/** Truncated entry or raw measurement; the client prints no other such line. */
const RESULT = /^\[|^[A-Z][A-Za-z-]*,\d+,?\d*$/;

/** Yields what the lines of a text mean, those of other tools too, in lists; others say nothing of results. */
export function* readText(
  file: Pick<SourceFile, "name" | "chunks">,
): Generator<readonly YcsbItem[]> {
  const status = new StatusReader();
  const toMs = clockReader();
  const foreign = foreignReader("YCSB");
  let number = 0;
  for (const part of wholeLines(file, () => number)) {
    const items: YcsbItem[] = [];
    const text = part.text.slice(part.from, part.to);
    const lines = { text, bytes: toLineBytes(text) };
    for (let from = 0; from < text.length;) {
      const place = { from, number: number + 1 };
      const found = findOperations(lines, place) ?? status.find(lines, place);
      if (found !== null) {
        foreign.end();
        items.push(found.item);
        number += found.lines;
        from = found.end;
        continue;
      }
      const written = text.slice(from, lineEnd(text, from));
      const line = plainLine(written);
      from += written.length + 1;
      number++;
      const isCut = line.length < written.length;
      const item = (isCut ? toOperation(line, number) : null) ??
        toItem(line, number, toMs);
      if (item !== null) {
        foreign.end();
        items.push(item);
        continue;
      }
      const what = foreign.read(line);
      if (what !== null) items.push({ kind: "foreign", number, what });
      else if (RESULT.test(line)) {
        items.push({ kind: "rejected", number, text: line });
      }
    }
    yield items;
  }
}

function toOperation(text: string, number: number): YcsbItem | null {
  const line = { text, bytes: toLineBytes(text) };
  return findOperations(line, { from: 0, number })?.item ?? null;
}

function toItem(
  line: string,
  number: number,
  toMs: ReturnType<typeof clockReader>,
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
  toMs: ReturnType<typeof clockReader>,
): YcsbItem | null {
  const found = STATUS.exec(line);
  if (found === null) return null;
  const [, elapsed, written] = found;
  const at = toMs(line, found.index);
  const rate = written === undefined ? null : Number(written);
  const isInvalid = Number.isNaN(at) ||
    (rate !== null && !Number.isFinite(rate));
  if (isInvalid) return { kind: "rejected", number, text: line };
  return toIntervals(line, {
    interval: { number, at, elapsed: Number(elapsed) },
    rate,
  });
}

/** Returns a line as an item of its own. */
function toIntervals(
  line: string,
  { interval, rate }: {
    readonly interval: YcsbInterval;
    readonly rate: number | null;
  },
): YcsbIntervals {
  const latencies = latenciesOf(line).flatMap(samplesOf)
    .map(({ metric, unit, perUnit, text }) => (
      { metric, unit, value: Number(text) / perUnit }
    ));
  const rates = rate === null ? [] : [{ ...THROUGHPUT, value: rate }];
  // An interval in which nothing ended has a mean of NaN.
  const samples = [...rates, ...latencies]
    .filter(({ value }) => Number.isFinite(value));
  return {
    kind: "intervals",
    lines: 1,
    first: interval,
    last: interval,
    metrics: samples,
    metric: Uint32Array.from(samples.keys()),
    times: new Float64Array(samples.length).fill(interval.at),
    values: Float64Array.from(samples, ({ value }) => value),
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
