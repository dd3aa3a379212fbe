/** Parses JSON; errors carry line and column. */
import { InputError, type SourceFile } from "./importer.ts";

/**
 * Parses a JSON text. Throws `InputError` if it is malformed or cut off. `linesBefore` is the number of lines before
 * the text in its file.
 */
export function parseJson(
  { name, text }: Pick<SourceFile, "name" | "text">,
  linesBefore = 0,
): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const source = { name, chunks: () => [text] };
    throw notJson(source, errorOffset(text, error), linesBefore);
  }
}

/** Returns the error for a document that no JSON can continue at this offset. */
export function notJson(
  { name, chunks }: Pick<SourceFile, "name" | "chunks">,
  offset: number,
  linesBefore = 0,
): InputError {
  let [line, lineStart, start, end] = [linesBefore + 1, 0, 0, 0];
  for (const chunk of chunks()) {
    const before = chunk.slice(0, Math.max(0, offset - start));
    for (let at = before.indexOf("\n"); at >= 0; line++) {
      lineStart = start + at + 1;
      at = before.indexOf("\n", at + 1);
    }
    const { length } = chunk.trimEnd();
    if (length > 0) end = start + length;
    start += chunk.length;
  }
  const isCut = offset >= end;
  return new InputError(
    name,
    `${line}:${offset - lineStart + 1}`,
    isCut ? "is JSON that is cut off" : "is not JSON",
    isCut ? "fetch the file again" : "give a JSON file of this format",
  );
}

/**
 * Returns the offset of the first character that no JSON can have there, or the length of a text that is cut off, from
 * the error of `JSON.parse`. Throws any other error.
 */
export function errorOffset(text: string, error: unknown): number {
  if (!(error instanceof SyntaxError)) throw error;
  const offset = statedOffset(text, error);
  if (offset !== null) return offset;
  // The error of an unexpected token does not say where: search for the shortest text that has it.
  let [low, high] = [0, text.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isCutOff(text.slice(0, middle + 1))) low = middle + 1;
    else high = middle;
  }
  return low;
}

function statedOffset(text: string, { message }: SyntaxError): number | null {
  const position = / at position (\d+)(?: \(line \d+ column \d+\))?$/
    .exec(message)?.[1];
  if (position !== undefined) return Number(position);
  return message.startsWith("Unexpected end") ? text.length : null;
}

/** Returns true if a text is JSON, or the beginning of some. */
function isCutOff(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return statedOffset(text, error) === text.length;
  }
}

/** Returns true for an object that is no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
