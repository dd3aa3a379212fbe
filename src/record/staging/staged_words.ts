/** Numbers the texts of a column while they repeat, as DuckDB takes numbers many times faster. */
import type { StagedTexts } from "./staged_sql.ts";

/** Words of a column, which has texts from there on: DuckDB makes the list of words anew for each vector. */
const MAX_WORDS = 1000;
/** Longest word, as it becomes part of a statement. */
const MAX_WORD_CHARS = 200;

/** Returns the number of each text among the words of its column; null if they are not words. */
export function codesOf(
  column: StagedTexts,
  texts: readonly string[],
): Int16Array<ArrayBuffer> | null {
  if (!column.areWords) return null;
  const { words } = column;
  const codes = new Int16Array(texts.length);
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i]!;
    let code = words.get(text);
    if (code === undefined) {
      if (words.size === MAX_WORDS || !isWord(text)) {
        column.areWords = false;
        return null;
      }
      code = words.size;
      words.set(text, code);
    }
    codes[i] = code;
  }
  return codes;
}

function isWord(text: string): boolean {
  return text.length <= MAX_WORD_CHARS && text.isWellFormed() && !hasNul(text);
}

/** Returns true for a text with a zero, which ends it in DuckDB's interface. */
export function hasNul(text: string): boolean {
  return text.includes("\0");
}
