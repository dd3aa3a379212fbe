/** Reads what the script on another machine writes: answers, in the order of the requests, and their parts. */

/** Answer to one request. */
export interface FarAnswer {
  /** Exit code of the request. */
  readonly code: number;
  readonly text: string;
}

/** Characters that an answer may have; those of a program with ten thousand threads have two million. */
const MAX_ANSWER_CHARS = 16_000_000;

/** Divides a stream of text into answers, each of which ends with a line of the token and the exit code. */
export class FarAnswers {
  readonly #end: RegExp;
  readonly #token: string;
  #rest = "";

  constructor(token: string) {
    this.#token = token;
    this.#end = new RegExp(`\\n${token} (\\d+)\\n`, "g");
  }

  /** Takes the next text, and returns the answers that it completes. Throws RangeError for what is too long to be one. */
  add(text: string): FarAnswer[] {
    // The end of an answer may be divided over two texts.
    this.#end.lastIndex = Math.max(
      0,
      this.#rest.length - this.#token.length - 8,
    );
    this.#rest += text;
    const answers: FarAnswer[] = [];
    let from = 0;
    for (
      let end = this.#end.exec(this.#rest);
      end !== null;
      end = this.#end.exec(this.#rest)
    ) {
      answers.push({
        code: Number(end[1]),
        text: this.#rest.slice(from, end.index),
      });
      from = this.#end.lastIndex;
    }
    this.#rest = this.#rest.slice(from);
    if (this.#rest.length > MAX_ANSWER_CHARS) {
      throw new RangeError("it writes without an end");
    }
    return answers;
  }
}

/** Returns the parts of an answer by their names, each begun by a line `token:name`; what stands before them is left out. */
export function partsOf(
  text: string,
  token: string,
): ReadonlyMap<string, string> {
  // Names are at odd positions.
  const pieces = text.split(new RegExp(`(?:^|\\n)${token}:(\\w+)(?:\\n|$)`));
  const parts = new Map<string, string>();
  for (let i = 1; i < pieces.length; i += 2) {
    parts.set(pieces[i] ?? "", (pieces[i + 1] ?? "").trim());
  }
  return parts;
}
