/**
 * Counts lines of another format among the text of a run, where files were put together: they hold results that nothing
 * reads, and must not go missing in silence.
 */
import { toWarning } from "../source/importer.ts";
import type { ToolContext } from "./tool_fields.ts";

/** What only another format has. */
interface ForeignMark {
  readonly what: string;
  /** Tools whose own text has such lines. */
  readonly of: readonly string[];
  readonly pattern: RegExp;
  /** How far the results go that begin with such a line. */
  readonly extent: "line" | "document" | "rest";
}

const marks: readonly ForeignMark[] = [
  {
    what: "JSON",
    of: ["go-ycsb"],
    pattern: /^\s*[{[]\s*(?:["{[]|$)/,
    extent: "document",
  },
  {
    what: "a log of pgbench",
    of: [],
    pattern:
      /^\d+ \d+ (?:\d+|skipped|failed|serialization|deadlock|other) \d+ \d{9,11} \d{1,6}(?: \d+){0,2}$|^\d{9,11}(?: \d+){5,}$/,
    extent: "line",
  },
  {
    what: "a table of another tool",
    of: [],
    pattern:
      /^(?:metric_name,timestamp,|timeStamp,elapsed,|response-time,DNS\+dialup,|"?test"?,"?rps"?,|Timestamp,User Count,)/,
    extent: "rest",
  },
  {
    what: "the text of wrk",
    of: ["wrk"],
    pattern: /^Running \S+ test @ /,
    extent: "rest",
  },
  {
    what: "the text of pgbench",
    of: ["pgbench"],
    pattern: /^(?:transaction type: |progress: [\d.]+ s, )/,
    extent: "rest",
  },
  {
    what: "the text of hey, or of etcd's benchmark",
    of: ["hey", "etcd's benchmark"],
    pattern: /^\s*Slowest:\s+\S+ secs/,
    extent: "rest",
  },
  {
    what: "the text of sysbench",
    of: ["sysbench"],
    pattern: /^sysbench \d/,
    extent: "rest",
  },
  {
    what: "the text of YCSB",
    of: ["YCSB"],
    pattern: /^\[(?:OVERALL|READ|UPDATE|INSERT|SCAN|CLEANUP)\], /,
    extent: "rest",
  },
  {
    what: "benchmarks of Go",
    of: ["go test -bench"],
    pattern: /^Benchmark\S+\s+\d+\s+\S+ ns\/op/,
    extent: "rest",
  },
];

/** Messages that a program logs as JSON stand in its text, and are no results. */
const LOGGED = /^\s*\{.*"(?:level|severity|msg|message)"\s*:/;

/** Lines of another format that stand together. */
export interface ForeignLines {
  readonly what: string;
  /** The first of them, from 1. */
  readonly first: number;
  /** How many have content. */
  readonly n: number;
}

/** Returns the mark of another format that a line has. */
function maybeMark(line: string, tool: string): ForeignMark | undefined {
  const mark = marks.find(({ of, pattern }) =>
    !of.includes(tool) && pattern.test(line)
  );
  return mark === undefined || LOGGED.test(line) ? undefined : mark;
}

/** Tells lines of another format one by one, in a file that is too long for a text. */
export interface ForeignReader {
  /** Names the format that a line belongs to which is not the tool's; null if it cannot be recognised. */
  readonly read: (line: string) => string | null;
  /** Called for a line of the tool's own: what was foreign has ended before it. */
  readonly end: () => void;
}

/** Begins to read a file of `tool`. */
export function foreignReader(tool: string): ForeignReader {
  let open: ForeignMark | null = null;
  return {
    read(line) {
      if (line.trim() === "") return null;
      const mark = open ?? maybeMark(line, tool);
      if (mark === undefined) return null;
      const { what, extent } = mark;
      const isLast = extent === "line" ||
        extent === "document" &&
          (open === null ? isJson(line) : /^[}\]]/.test(line));
      open = isLast ? null : mark;
      return what;
    },
    end: () => void (open = null),
  };
}

/** Says that lines are left out. */
export function foreignMessage(what: string): string {
  return `lines of ${what} are left out; give them a file of their own`;
}

/** Returns the lines of a text of `tool` that only another format has. */
export function foreignLines(text: string, tool: string): ForeignLines[] {
  const lines = text.split("\n");
  const found: { what: string; first: number; n: number }[] = [];
  for (let i = 0; i < lines.length;) {
    const line = lines[i]!;
    const mark = maybeMark(line, tool);
    if (mark === undefined) {
      i++;
      continue;
    }
    const end = endOf(lines, i, mark.extent);
    const n = lines.slice(i, end).filter((line) => line.trim() !== "").length;
    const last = found.at(-1);
    if (last?.what === mark.what) last.n += n;
    else found.push({ what: mark.what, first: i + 1, n });
    i = end;
  }
  return found;
}

/** Returns the index of the line behind what begins at `from`. */
function endOf(
  lines: readonly string[],
  from: number,
  extent: ForeignMark["extent"],
): number {
  if (extent === "rest") return lines.length;
  if (extent === "line" || isJson(lines[from]!)) return from + 1;
  for (let i = from + 1; i < lines.length; i++) {
    if (/^[}\]]/.test(lines[i]!)) return i + 1;
  }
  return lines.length;
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** Counts the foreign lines of a text as rejected; `line` is its first in the file, `place` the name of the file. */
export function rejectForeign(
  { piece: { rows, counts }, run_id }: Pick<ToolContext, "piece" | "run_id">,
  text: string,
  { tool, place, line }: {
    readonly tool: string;
    readonly place: string;
    readonly line: number;
  },
): void {
  for (const { what, first, n } of foreignLines(text, tool)) {
    counts.read += n;
    counts.rejected += n;
    rows.warnings.push({
      ...toWarning({
        run_id,
        code: "rejected-row",
        message: foreignMessage(what),
        place: `${place}:${line + first - 1}`,
      }),
      n,
    });
  }
}
