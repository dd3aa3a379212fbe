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
    if (!(error instanceof SyntaxError)) throw error;
    const position = / at position (\d+)/.exec(error.message)?.[1];
    const offset = position === undefined ? text.length : Number(position);
    const cut = offset >= text.trimEnd().length;
    throw new InputError(
      name,
      placeOf(text, offset, linesBefore),
      cut ? "is JSON that is cut off" : "is not JSON",
      cut ? "fetch the file again" : "give a JSON file of this format",
    );
  }
}

/** Returns `line:column` of an offset, both from 1. */
function placeOf(text: string, offset: number, linesBefore: number): string {
  const lines = text.slice(0, offset).split("\n");
  return `${linesBefore + lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}
