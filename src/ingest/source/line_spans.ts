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

/** Yields the lines of a file without their ends, as `lines()` does. Throws `InputError` for one that is too long. */
export function* lineSpans(
  { name, chunks }: Pick<SourceFile, "name" | "chunks">,
): Generator<Span> {
  let [rest, lines] = ["", 0];
  for (const chunk of chunks()) {
    let from = 0;
    let to = chunk.indexOf("\n");
    if (to >= 0 && rest !== "") {
      const text = rest + chunk.slice(0, to);
      yield { text, from: 0, to: text.length };
      rest = "";
      lines++;
      from = to + 1;
      to = chunk.indexOf("\n", from);
    }
    for (; to >= 0; to = chunk.indexOf("\n", from)) {
      yield { text: chunk, from, to };
      lines++;
      from = to + 1;
    }
    rest += chunk.slice(from);
    if (rest.length > MAX_LINE_CHARS) throw tooLong(name, lines + 1);
  }
  if (rest !== "") yield { text: rest, from: 0, to: rest.length };
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
