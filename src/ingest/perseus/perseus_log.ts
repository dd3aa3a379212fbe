/** Parses the lines of a Perseus log: legend, seconds, and the marks between them. */
import { InputError, type SourceFile } from "../source/importer.ts";
import { toLineBytes } from "../source/line_bytes.ts";
import { lineEnd, wholeLines } from "../source/line_spans.ts";
import { plainLine } from "../source/plain_line.ts";
import { isDate, maybeDate } from "./perseus_clock.ts";
import { type PerseusSeconds, SecondsReader } from "./perseus_seconds.ts";

export type PerseusMark = "isolating" | "isolated" | "rejoining" | "rejoined";

/** Seconds, a mark between two seconds, or a rejected line. */
export type PerseusItem =
  | PerseusSeconds
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
  /** What the lines below the legend mean. */
  readonly items: Iterable<PerseusItem>;
}

const LEGEND = /^#legend: time((?:\|[^|]+)+)$/;
const MARK = /^# (isolating|isolated|rejoining|rejoined) (\S+)$/;

/** Opens a log; reads it to its first second, and `items` on demand. Throws `InputError` if it has no legend. */
export function readPerseusLog(file: SourceFile): PerseusLog {
  const { sources, date } = readHead(file);
  return { sources, date, items: perseusItems(file, 2 * sources.length) };
}

function* perseusItems(
  file: SourceFile,
  width: number,
): Generator<PerseusItem> {
  const reader = new SecondsReader(width);
  let line = 0;
  for (const part of wholeLines(file, () => line)) {
    const text = part.text.slice(part.from, part.to);
    const lines = { text, bytes: toLineBytes(text) };
    for (let from = 0; from < text.length;) {
      const found = reader.find(lines, { from, line: line + 1 });
      if (found !== null) {
        yield found.item;
        line += found.item.seconds.length;
        from = found.end;
        continue;
      }
      const end = lineEnd(text, from);
      line++;
      const item = toItem(text.slice(from, end), { reader, line });
      if (item !== null) yield item;
      from = end + 1;
    }
  }
}

/** Returns the meaning of a line that does not begin with a second; null if it has none. */
function toItem(
  written: string,
  { reader, line }: { readonly reader: SecondsReader; readonly line: number },
): PerseusItem | null {
  const text = plainLine(written);
  const [, mark, node = ""] = MARK.exec(text) ?? [];
  if (mark !== undefined) {
    return { kind: "mark", line, mark: mark as PerseusMark, node };
  }
  if (text === "" || LEGEND.test(text) || isDate(text)) return null;
  const lines = { text, bytes: toLineBytes(text) };
  return reader.find(lines, { from: 0, line })?.item ??
    { kind: "rejected", line, problem: reader.problemOf(text) };
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
