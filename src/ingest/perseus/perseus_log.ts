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
  const { legend, sources, date } = readHead(file);
  const width = 2 * sources.length;
  return { sources, date, items: perseusItems(file, { legend, width }) };
}

function* perseusItems(
  file: SourceFile,
  { legend, width }: { readonly legend: string; readonly width: number },
): Generator<PerseusItem> {
  const reader = new SecondsReader(width);
  let line = 0;
  /** Whether another legend was read: what is below has other columns, and is of another log. */
  let isOther = false;
  for (const part of wholeLines(file, () => line)) {
    const text = part.text.slice(part.from, part.to);
    const lines = { text, bytes: toLineBytes(text) };
    for (let from = 0; from < text.length;) {
      const found = isOther
        ? null
        : reader.find(lines, { from, line: line + 1 });
      if (found !== null) {
        yield found.item;
        line += found.item.seconds.length;
        from = found.end;
        continue;
      }
      const end = lineEnd(text, from);
      line++;
      const written = plainLine(text.slice(from, end));
      from = end + 1;
      isOther ||= LEGEND.test(written) && written !== legend;
      const item = isOther
        ? toOther(written, line)
        : toItem(written, { reader, line });
      if (item !== null) yield item;
    }
  }
}

/** Returns the meaning of a line that does not begin with a second; null if it has none. */
function toItem(
  text: string,
  { reader, line }: { readonly reader: SecondsReader; readonly line: number },
): PerseusItem | null {
  const [, mark, node = ""] = MARK.exec(text) ?? [];
  if (mark !== undefined) {
    return { kind: "mark", line, mark: mark as PerseusMark, node };
  }
  if (text === "" || LEGEND.test(text) || isDate(text)) return null;
  const lines = { text, bytes: toLineBytes(text) };
  return reader.find(lines, { from: 0, line })?.item ??
    { kind: "rejected", line, problem: reader.problemOf(text) };
}

/** Returns a line below another legend, which is left out. */
function toOther(text: string, line: number): PerseusItem | null {
  const problem = "it is of another legend: give each log a file of its own";
  return text === "" ? null : { kind: "rejected", line, problem };
}

/** Returns the legend, its sources and the date, if any, above the first second. */
function readHead(file: SourceFile): {
  readonly legend: string;
  readonly sources: readonly string[];
  readonly date: number | null;
} {
  let date: number | null = null;
  let [line, legend]: [number, string | null] = [0, null];
  let sources: readonly string[] = [];
  for (const raw of file.lines()) {
    line++;
    const text = plainLine(raw);
    date ??= maybeDate(text) ?? null;
    if (LEGEND.test(text) && legend === null) {
      legend = text;
      sources = toSources(text, file.name, line);
    } else if (/^\d+\t/.test(text)) break;
  }
  if (legend !== null) return { legend, sources, date };
  throw noLegend(file.name, "");
}

/** Returns the names in the first half of the legend, which differ; the second half must repeat them with `:err`. */
function toSources(legend: string, file: string, line: number): string[] {
  const names = LEGEND.exec(legend)?.[1]?.slice(1).split("|") ?? [];
  const sources = names.slice(0, names.length / 2);
  const whole = sources.length > 0 && names.length === 2 * sources.length &&
    new Set(sources).size === sources.length &&
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
