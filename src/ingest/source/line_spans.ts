/** Finds the lines of a large text without a string for each. */
import { InputError, type SourceFile } from "./importer.ts";

/** Part of a text: the characters of a string of its own would take several times as long to read. */
export interface Span {
  readonly text: string;
  readonly from: number;
  /** Offset behind its last character. */
  readonly to: number;
}

/** Longest line read. */
export const MAX_LINE_CHARS = 2 ** 24;

/**
 * Yields lists of the lines of a file without their ends, as `lines()` does; one by one they would take several times as
 * long. Throws `InputError` for a line that is too long.
 */
export function* lineSpans(
  file: Pick<SourceFile, "name" | "chunks">,
): Generator<readonly Span[]> {
  let lines = 0;
  for (const { text, from: start, to: end } of wholeLines(file, () => lines)) {
    const spans: Span[] = [];
    for (let from = start; from < end;) {
      const to = lineEnd(text, from);
      spans.push({ text, from, to });
      from = to + 1;
    }
    lines += spans.length;
    yield spans;
  }
}

/**
 * Yields the text of a file in parts of whole lines; only the last may be without its end. `linesBefore` is asked for
 * the number of lines that the caller has read. Throws `InputError` for a line that is too long.
 */
export function* wholeLines(
  { name, chunks }: Pick<SourceFile, "name" | "chunks">,
  linesBefore: () => number,
): Generator<Span> {
  let rest = "";
  for (const chunk of chunks()) {
    const to = chunk.lastIndexOf("\n") + 1;
    let from = 0;
    if (rest !== "" && to > 0) {
      from = chunk.indexOf("\n") + 1;
      yield spanOf(rest + chunk.slice(0, from));
      rest = "";
    }
    if (from < to) yield { text: chunk, from, to };
    rest += chunk.slice(to);
    if (rest.length > MAX_LINE_CHARS) throw tooLong(name, linesBefore() + 1);
  }
  if (rest !== "") yield spanOf(rest);
}

/** Returns the offset of the end of the line that an offset of a text is in. */
export function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** Returns a text as a span. */
export function spanOf(text: string): Span {
  return { text, from: 0, to: text.length };
}

/** Returns the error for a line of more than `MAX_LINE_CHARS`. */
export function tooLong(name: string, line: number): InputError {
  return new InputError(
    name,
    `${line}:1`,
    `is a line of more than ${MAX_LINE_CHARS} characters`,
    "give a file of this format, with its line ends",
  );
}
