/** Glances at a log in a thread of its own, beside the one that parses; `glance_worker.ts` is its other side. */
import { InputError, type SourceFile } from "../source/importer.ts";
import { baseName } from "../source/machine.ts";
import type { GlanceCommand, GlanceMessage } from "./glance_messages.ts";
import { type GlancedLine, linesOfBlock } from "./glanced_block.ts";
import type { LagerHead } from "./lager_glance.ts";

/** Thread that reads one file, from its creation on, as far ahead as memory allows. */
export class GlanceThread implements Disposable {
  readonly #name: string;
  readonly #worker: Worker;
  readonly #messages: ReadableStream<GlanceMessage>;

  constructor({ name, path }: Pick<SourceFile, "name" | "path">) {
    const worker = new Worker(
      new URL("./glance_worker.ts", import.meta.url),
      { type: "module", name: "glance" },
    );
    this.#name = name;
    this.#worker = worker;
    this.#messages = new ReadableStream<GlanceMessage>({
      start(controller) {
        worker.onmessage = ({ data }: MessageEvent<GlanceMessage>) =>
          controller.enqueue(data);
        worker.onerror = (event) => {
          event.preventDefault();
          controller.error(toError(name, event.message));
        };
      },
      // A message that came after it would be an error of the stream.
      cancel: () => worker.terminate(),
    });
    this.#post({ type: "open", name, path });
  }

  /**
   * Yields all lines, in parts that each are to be read before the next one is asked for; those that are not wanted are
   * without their texts. Throws the errors of reading the file.
   */
  async *parts(): AsyncGenerator<Iterable<GlancedLine>> {
    const log = { folder: "", name: baseName(this.#name) };
    const heads: LagerHead[] = [];
    for await (const message of this.#messages) {
      if (message.type === "end") return;
      if (message.type === "failed") {
        const { parts } = message;
        throw parts === null
          ? toError(this.#name, message.message)
          : new InputError(...parts);
      }
      const { block } = message;
      heads.push(...block.heads);
      yield linesOfBlock(block, { log, heads });
      this.#post({ type: "taken", size: block.size });
    }
  }

  #post(command: GlanceCommand): void {
    this.#worker.postMessage(command);
  }

  /** Ends the thread, wherever it is. */
  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}

function toError(name: string, message: string): Error {
  return new Error(`Cannot read ${name} as ${message}`);
}
