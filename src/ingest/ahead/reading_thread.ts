/** Reads small files in a thread of its own, beside the one that parses; `reading_worker.ts` is its other side. */
import type { SmallText } from "../source/small_text.ts";

/** Texts of some files, in order; null for a file that is not small, is no text, or cannot be read. */
export type SmallTexts = readonly (SmallText | null)[];

/** Files that are asked for, and what is to be told of them. */
interface Question {
  readonly paths: readonly string[];
  readonly answer: PromiseWithResolvers<SmallTexts>;
}

/** Thread that reads files in the order in which it is asked for them. */
export class ReadingThread implements Disposable {
  readonly #worker: Worker;
  readonly #questions: Question[] = [];
  #hasFailed = false;

  /** Begins the thread; `side` is the module of its other side. */
  constructor(side = new URL("./reading_worker.ts", import.meta.url)) {
    this.#worker = new Worker(side, { type: "module", name: "reading" });
    this.#worker.onmessage = ({ data }: MessageEvent<SmallTexts>) =>
      this.#questions.shift()?.answer.resolve(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#hasFailed = true;
      for (const { paths, answer } of this.#questions.splice(0)) {
        answer.resolve(paths.map(() => null));
      }
    };
  }

  /** Reads files; tells of none, as if no file could be read so, once the thread has failed. */
  read(paths: readonly string[]): Promise<SmallTexts> {
    if (this.#hasFailed) return Promise.resolve(paths.map(() => null));
    const answer = Promise.withResolvers<SmallTexts>();
    this.#questions.push({ paths, answer });
    this.#worker.postMessage(paths);
    return answer.promise;
  }

  /** Ends the thread, wherever it is. */
  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}
