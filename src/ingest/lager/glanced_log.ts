/** Reads the lines of a log with a glance at each, a large file in a thread of its own. */
import type { SourceFile } from "../source/importer.ts";
import { GlanceThread } from "./glance_thread.ts";
import type { GlancedLine } from "./glanced_block.ts";
import { glanceAt } from "./lager_glance.ts";
import { type LogLine, logLinesOf } from "./lager_join.ts";

/**
 * Bytes from which on a file is read in a thread of its own, which takes a while to start. A smaller one is read by the
 * caller, as logs are that are joined by time.
 */
export const MIN_THREAD_BYTES = 2 ** 26;

/** Lines of a log; to be closed, wherever its reader stops. */
export interface GlancedLog extends Disposable {
  /** Yields all lines, in parts that each are to be read before the next one is asked for. */
  readonly parts: () =>
    | AsyncIterable<Iterable<GlancedLine>>
    | Iterable<Iterable<GlancedLine>>;
}

/** Begins to read a log, in a thread of its own if it is one file of at least `minThreadBytes`. */
export function openGlancedLog(
  file: SourceFile,
  minThreadBytes: number,
): GlancedLog {
  const isLarge = file.path !== "" &&
    Deno.statSync(file.path).size >= minThreadBytes;
  if (isLarge) return new GlanceThread(file);
  return {
    parts: () => [glancedLines(logLinesOf(file))],
    [Symbol.dispose]() {},
  };
}

function* glancedLines(lines: Iterable<LogLine>): Generator<GlancedLine> {
  for (const { log, line, text } of lines) {
    yield { log, line, text, glance: glanceAt(text) };
  }
}
