/**
 * The line of a cell's source on which an error was raised.
 *
 * The kernel's stacks count lines of the JavaScript that it makes of a cell, all under one name. So every cell is sent
 * below empty lines of its own, which tells whose line a number is; and the kernel's JavaScript is compared with what
 * Deno's compiler makes of the same text together with a source map. Where they differ no line is named.
 */
import { SourceMap, stripTypeScriptTypes } from "node:module";
import { z } from "zod";
import type { Kernel } from "../jupyter/kernel.ts";
import type { ErrorOutput } from "../jupyter/output.ts";
import { SCRIPT, toScriptRequest } from "../jupyter/preamble.ts";

/** A cell as it is sent: `above` lines, then its source. */
export interface Placed {
  readonly code: string;
  readonly above: number;
  /** Lines under `above` that no other cell's JavaScript is on. */
  readonly room: number;
}

/** Code that a cell generates while it runs counts its lines from 1; few go this far. */
const FIRST_LINE = 200;
/** An output message repeats the cell, and may not be larger than 1 MB. */
const LAST_LINE = 100_000;
/** Lines of helpers that the compiler may add to a cell. */
const HELPER_LINES = 1_000;

const READ_SECONDS = 5;
const Script = z.object({ text: z.string() });

/**
 * Places cells, one below the other. Those that begin with a brace are sent as they are, as the kernel takes them for
 * an object, and so are those beyond 100,000 lines: their `room` is 0 and their lines stay unknown.
 */
export function placeCells(sources: readonly string[]): Placed[] {
  let above = FIRST_LINE;
  return sources.map((source) => {
    // At most one line for each character: what takes more characters in JavaScript than in TypeScript is still in one.
    const room = source.length + HELPER_LINES;
    if (source.trimStart().startsWith("{") || above + room > LAST_LINE) {
      return { code: source, above: 0, room: 0 };
    }
    const placed = { code: toPrefix(above) + source, above, room };
    above += room;
    return placed;
  });
}

// Comments may be dropped and empty lines are, a text is kept; `void` leaves the cell's value alone.
function toPrefix(above: number): string {
  return `void \`${"\n".repeat(above)}\`;`;
}

/** Line of the cell, from 1, on which an error was made that it just failed with; 0 when that is not certain. */
export async function findSourceLine(
  kernel: Kernel,
  { code, above, room }: Placed,
  error: ErrorOutput,
): Promise<number> {
  const place = framesOf(error).find(({ line }) =>
    line > above && line <= above + room
  );
  if (!place) return 0;
  const { broadcasts } = await kernel.execute(
    toScriptRequest(toPrefix(above)),
    { timeoutSeconds: READ_SECONDS },
  );
  const script = broadcasts.find(({ type }) => type === SCRIPT);
  if (!script) return 0;
  const { text } = Script.parse(script.content);
  try {
    return Math.max(0, toSourceLine(code, text, place) - above);
  } catch (error) {
    // The kernel takes JSX, and this compiler does not.
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

/** Places in cells on the stack of an error, innermost first. */
function framesOf(
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

/** Line of TypeScript, from 1, for a place in the JavaScript that the kernel ran; 0 when it is not certain. */
function toSourceLine(code: string, ran: string, place: Place): number {
  const { lines, map } = compile(code);
  // Imports are compiled differently, so lines are counted from the end.
  const after = ran.trimEnd().split("\n").slice(place.line - 1);
  const line = lines.length - after.length;
  if (line < 0 || after.some((text, i) => text !== lines[line + i])) return 0;
  // A property of a call's result is placed at its dot, which the map leaves out.
  const text = lines[line] ?? "";
  const [dot = ""] = text.slice(place.column - 1).match(/^\??\./) ?? [];
  const column = place.column - 1 + dot.length;
  const entry = map.findEntry(line, column);
  // A place between two entries could belong to the line of either.
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
