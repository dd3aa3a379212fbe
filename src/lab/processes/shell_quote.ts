/** Quotes texts for a POSIX shell: the one place where commands of this and of other machines are made of hostile text. */

/**
 * Returns a text as one word of a POSIX shell, whatever is in it. Throws RangeError for a zero byte, which no argument and
 * no environment can have.
 */
export function quoteWord(text: string): string {
  if (text.includes("\0")) {
    throw new RangeError(
      `Cannot give a program the text ${
        JSON.stringify(text)
      } as it has a zero byte: remove it`,
    );
  }
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * The same in one line, for a shell that reads line by line and has a newline in its variable `loadline_nl`, which no
 * program's environment has. Throws RangeError for a zero byte.
 */
export function quoteInLine(text: string): string {
  return quoteWord(text).replaceAll("\n", `'"$loadline_nl"'`);
}

/** Words that a shell leaves as they are; one with `=` at the beginning of a line would be an assignment. */
const PLAIN = /^[\w./+@%:,=-]+$/;

/** Returns a command as a line for a POSIX shell, which a person can read. Throws RangeError for a zero byte. */
export function shellLine(command: readonly string[]): string {
  return command.map((word, i) =>
    PLAIN.test(word) && !(i === 0 && word.includes("="))
      ? word
      : quoteWord(word)
  ).join(" ");
}
