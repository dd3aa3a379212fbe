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
  { name, chunks }: Pick<SourceFile, "name" | "chunks">,
): Generator<readonly Span[]> {
  let [rest, lines] = ["", 0];
  for (const chunk of chunks()) {
    const spans: Span[] = [];
    let from = 0;
    let to = chunk.indexOf("\n");
    if (to >= 0 && rest !== "") {
      spans.push(spanOf(rest + chunk.slice(0, to)));
      rest = "";
      from = to + 1;
      to = chunk.indexOf("\n", from);
    }
    for (; to >= 0; to = chunk.indexOf("\n", from)) {
      spans.push({ text: chunk, from, to });
      from = to + 1;
    }
    yield spans;
    lines += spans.length;
    rest += chunk.slice(from);
    if (rest.length > MAX_LINE_CHARS) throw tooLong(name, lines + 1);
  }
  if (rest !== "") yield [spanOf(rest)];
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
