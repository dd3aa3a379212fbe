/** Joins the logs of several processes into one, by time. */
import { digest } from "../../record/mod.ts";
import type { SourceFile } from "../source/importer.ts";
import { baseName } from "../source/machine.ts";
import { lagerMicros } from "./lager_line.ts";

/** File of a log. */
export interface LogFile {
  /** Folder below the one that all logs have in common; empty if they are in it. */
  readonly folder: string;
  /** Name without folders. */
  readonly name: string;
}

/** Line of a log, with its file. */
export interface LogLine {
  readonly log: LogFile;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** Several logs in the place of one file. */
export interface JoinedLog extends SourceFile {
  readonly logLines: () => Iterable<LogLine>;
}

/** Returns the time of a line in Unix µs; NaN for one without. */
export type TimeOf = (text: string) => number;

/**
 * Joins logs, each of which is roughly in the order of time; one alone stays as it is. A line without a time stays behind
 * the one before it. The digest does not depend on the order of the files.
 */
export function joinLogs(
  files: readonly SourceFile[],
  timeOf: TimeOf = lagerTime,
): SourceFile {
  const [first] = files;
  if (first !== undefined && files.length === 1) return first;
  const common = commonFolder(files.map(({ name }) => name));
  const joined: JoinedLog = {
    name: common || "logs",
    path: "",
    digest: digest(files.map((file) => file.digest).sort().join("\n")),
    get text() {
      return files.map(({ text }) => text).join("\n");
    },
    *chunks() {
      for (const file of files) yield* file.chunks();
    },
    *lines() {
      for (const { text } of mergedLines(files, common, timeOf)) yield text;
    },
    logLines: () => mergedLines(files, common, timeOf),
  };
  return joined;
}

/** Yields the lines of a file, or of several that were joined. */
export function logLinesOf(file: SourceFile): Iterable<LogLine> {
  return "logLines" in file
    ? (file as JoinedLog).logLines()
    : linesOf(file, { folder: "", name: baseName(file.name) });
}

function* linesOf(file: SourceFile, log: LogFile): Generator<LogLine> {
  let line = 0;
  for (const text of file.lines()) yield { log, line: ++line, text };
}

/** Returns the folder that all paths have in common; empty if there is none. */
function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) =>
    path.split("/").slice(0, -1)
  );
  const differs = first.findIndex((part, i) =>
    others.some((other) => other[i] !== part)
  );
  return first.slice(0, differs < 0 ? first.length : differs).join("/");
}

/** A log at its next line. */
interface Head {
  readonly lines: Generator<LogLine>;
  readonly next: LogLine;
  /** Time of the line, or of the last one before it that has a time; -Infinity if none has. */
  readonly us: number;
}

function* mergedLines(
  files: readonly SourceFile[],
  common: string,
  timeOf: TimeOf,
): Generator<LogLine> {
  const skipped = common === "" ? 0 : common.length + 1;
  /** In the order of time, the next at the end. */
  const heads: Head[] = [];
  try {
    for (const file of files) {
      const parts = file.name.slice(skipped).split("/");
      const log = {
        folder: parts.slice(0, -1).join("/"),
        name: parts.at(-1) ?? "",
      };
      const lines = linesOf(file, log);
      const head = advance({ lines, us: -Infinity }, timeOf);
      if (head !== null) insert(heads, head);
    }
    for (let head = heads.pop(); head !== undefined; head = heads.pop()) {
      // In the list again before its line is given out, so that a caller who stops leaves no file open.
      const { next } = head;
      const following = advance(head, timeOf);
      if (following !== null) insert(heads, following);
      yield next;
    }
  } finally {
    for (const { lines } of heads) lines.return(undefined);
  }
}

/** Reads the next line of a log; null at its end. */
function advance(
  { lines, us }: Pick<Head, "lines" | "us">,
  timeOf: TimeOf,
): Head | null {
  const { value, done } = lines.next();
  if (done) return null;
  const at = timeOf(value.text);
  return { lines, next: value, us: Number.isNaN(at) ? us : at };
}

const TIMESTAMP = /"timestamp":"?([^",}]+)/;

function lagerTime(text: string): number {
  return lagerMicros(TIMESTAMP.exec(text)?.[1]);
}

/** Inserts a log before those that come earlier or at the same time, which keep their turn. */
function insert(heads: Head[], head: Head): void {
  let [low, high] = [0, heads.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (heads[middle]!.us > head.us) low = middle + 1;
    else high = middle;
  }
  heads.splice(low, 0, head);
}
