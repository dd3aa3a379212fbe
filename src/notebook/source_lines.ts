/**
 * Finds the line of a cell's source on which an error was raised.
 *
 * The kernel's stacks count lines of the JavaScript that it compiles a cell to, under one name for all cells. So each
 * cell is sent below its own number of empty lines, by which a line number identifies the cell; and the kernel's
 * JavaScript is compared with the output of Deno's compiler for the same text, which has a source map. If they differ,
 * no line is given.
 */
import { SourceMap, stripTypeScriptTypes } from "node:module";
import { z } from "zod";
import type { Kernel } from "../jupyter/kernel.ts";
import type { ErrorOutput } from "../jupyter/output.ts";
import { SCRIPT, toScriptRequest } from "../jupyter/preamble.ts";

/** Cell as sent to the kernel: `above` empty lines, then its source. */
export interface PlacedCell {
  readonly code: string;
  readonly above: number;
  /** Number of lines below `above` that are reserved for this cell's JavaScript. */
  readonly room: number;
}

/** Lines of code that a cell generates at run time count from 1, and rarely reach this number. */
const FIRST_LINE = 200;
/** Limit that keeps an output message, which repeats the cell, below 1 MB. */
const MAX_LINE = 100_000;
/** Upper bound of the lines of helpers that the compiler adds to a cell. */
const MAX_HELPER_LINES = 1_000;

const SCRIPT_TIMEOUT_S = 30;
const Script = z.object({ text: z.string() });

/**
 * Places cells one below the other. Cells that begin with a brace, which the kernel takes for an object, and cells
 * beyond 100,000 lines are sent unchanged: their `room` is 0 and their lines stay unknown.
 */
export function placeCells(sources: readonly string[]): PlacedCell[] {
  let above = FIRST_LINE;
  return sources.map((source) => {
    // At most one line per character: code that grows in the compilation to JavaScript stays on its line.
    const room = source.length + MAX_HELPER_LINES;
    if (source.trimStart().startsWith("{") || above + room > MAX_LINE) {
      return { code: source, above: 0, room: 0 };
    }
    const placed = { code: toPrefix(above) + source, above, room };
    above += room;
    return placed;
  });
}

// The compiler keeps a text, but drops empty lines and may drop comments; `void` does not affect the cell's value.
function toPrefix(above: number): string {
  return `void \`${"\n".repeat(above)}\`;`;
}

/** Returns the line of the cell, from 1, that raised the error with which it has just failed; 0 if uncertain. */
export async function findSourceLine(
  kernel: Kernel,
  { code, above, room }: PlacedCell,
  error: ErrorOutput,
): Promise<number> {
  const place = parseFrames(error).find(({ line }) =>
    line > above && line <= above + room
  );
  if (!place) return 0;
  const { broadcasts } = await kernel.execute(
    toScriptRequest(toPrefix(above)),
    { timeoutSeconds: SCRIPT_TIMEOUT_S },
  );
  const script = broadcasts.find(({ type }) => type === SCRIPT);
  if (!script) return 0;
  const { text } = Script.parse(script.content);
  try {
    return Math.max(0, toSourceLine(code, text, place) - above);
  } catch (error) {
    // The kernel accepts JSX, this compiler does not.
    if (error instanceof SyntaxError) return 0;
    throw error;
  }
}

interface Place {
  /** Line and column in the JavaScript, from 1. */
  readonly line: number;
  readonly column: number;
}

const frame = /^\s+at (?:.* \()?(?:async )?<anonymous>:(\d+):(\d+)\)?$/;

/** Returns the places in cells on the stack of an error, innermost first. */
function parseFrames(
  { message, traceback }: ErrorOutput,
): Place[] {
  const stack = traceback.join("\n");
  const start = stack.indexOf(message);
  // The message may quote another error's stack.
  const first = start >= 0 && !stack.slice(0, start).includes("\n")
    ? stack.slice(start + message.length)
    : stack;
  const lines = first.split("\n").slice(1);
  if (!lines.every((line) => /^\s+at /.test(line))) return [];
  return lines.flatMap((text) => {
    const [, line, column] = text.includes("eval at")
      ? []
      : text.match(frame) ?? [];
    return line && column
      ? [{ line: Number(line), column: Number(column) }]
      : [];
  });
}

/** Maps a place in the JavaScript that the kernel ran to a line of TypeScript, from 1; 0 if uncertain. */
function toSourceLine(code: string, ran: string, place: Place): number {
  const { lines, map } = compile(code);
  // Imports are compiled differently, so lines are counted from the end.
  const after = ran.trimEnd().split("\n").slice(place.line - 1);
  const line = lines.length - after.length;
  if (line < 0 || after.some((text, i) => text !== lines[line + i])) return 0;
  // V8 reports a property of a call's result at its dot, which the source map omits.
  const text = lines[line] ?? "";
  const [dot = ""] = text.slice(place.column - 1).match(/^\??\./) ?? [];
  const column = place.column - 1 + dot.length;
  const entry = map.findEntry(line, column);
  // A place between two map entries could belong to the line of either.
  return "originalLine" in entry && entry.generatedLine === line &&
      entry.generatedColumn === column
    ? entry.originalLine + 1
    : 0;
}

function compile(code: string): { lines: string[]; map: SourceMap } {
  const compiled = stripTypeScriptTypes(code, {
    mode: "transform",
    sourceMap: true,
  });
  const [text = "", map = ""] = compiled.split(
    /\n\/\/# sourceMappingURL=data:application\/json;base64,(?=\S+\s*$)/,
  );
  const json = new TextDecoder().decode(Uint8Array.fromBase64(map.trim()));
  return {
    lines: text.trimEnd().split("\n"),
    map: new SourceMap(JSON.parse(json)),
  };
}
