/** Collects the kernel's output messages into the outputs of each cell. */
import { z } from "zod";
import { MAX_OUTPUT_BYTES } from "./sandbox/guards.ts";
import type { Output } from "./output.ts";
import type { Message } from "./jupyter_messages.ts";

/** Limit of all outputs of one cell together. */
const MAX_CELL_BYTES = 16_000_000;

/** Thrown when the outputs of a cell exceed a limit. */
export class OutputTooLargeError extends RangeError {
  override name = "OutputTooLargeError";
}

const Stream = z.object({
  name: z.enum(["stdout", "stderr"]),
  text: z.string(),
});
const Display = z.object({
  data: z.record(z.string(), z.unknown()),
  transient: z.object({ display_id: z.string().optional() }).nullish(),
});
const ErrorContent = z.object({
  ename: z.string(),
  evalue: z.string(),
  traceback: z.array(z.string()),
});

/** Outputs of the running cell; consecutive text of one stream is merged into one output. */
export class Outputs {
  #current: Output[] = [];
  // Kept apart and appended last: on a busy machine the kernel may send an error before text that was printed earlier.
  #errors: Output[] = [];
  #bytes = 0;
  // A later cell may update a display, so the lists of earlier cells are kept reachable.
  readonly #displays = new Map<string, { list: Output[]; index: number }[]>();

  /** Returns the outputs so far and starts a new list. */
  take(): Output[] {
    const outputs = this.#current;
    outputs.push(...this.#errors);
    this.#current = [];
    this.#errors = [];
    this.#bytes = 0;
    return outputs;
  }

  /** Adds one message; ignores other types than outputs. Throws `OutputTooLargeError` above a limit. */
  add({ type, content, size }: Message): void {
    if (type === "stream") this.#addStream(Stream.parse(content));
    else if (type === "display_data" || type === "execute_result") {
      this.#addDisplay(Display.parse(content));
    } else if (type === "update_display_data") {
      this.#updateDisplay(Display.parse(content));
    } else if (type === "error") {
      const { ename, evalue, traceback } = ErrorContent.parse(content);
      this.#errors.push(
        { type: "error", name: ename, message: evalue, traceback },
      );
    } else return;
    this.#bytes += size;
    if (this.#bytes > MAX_CELL_BYTES) {
      throw toTooLargeError(this.#bytes, MAX_CELL_BYTES);
    }
  }

  #addStream({ name, text }: z.infer<typeof Stream>): void {
    const last = this.#current.at(-1);
    if (last?.type !== "stream" || last.name !== name) {
      this.#current.push({ type: "stream", name, text });
      return;
    }
    const merged = last.text + text;
    if (merged.length > MAX_OUTPUT_BYTES) throw toTooLargeError(merged.length);
    this.#current[this.#current.length - 1] = { ...last, text: merged };
  }

  #addDisplay({ data, transient }: z.infer<typeof Display>): void {
    const index = this.#current.push({ type: "display", data }) - 1;
    const id = transient?.display_id;
    if (id === undefined) return;
    const places = this.#displays.get(id) ?? [];
    this.#displays.set(id, [...places, { list: this.#current, index }]);
  }

  #updateDisplay({ data, transient }: z.infer<typeof Display>): void {
    const places = this.#displays.get(transient?.display_id ?? "") ?? [];
    for (const { list, index } of places) {
      list[index] = { type: "display", data };
    }
  }
}

/** Returns the error for an output of this size; the default limit is that of a single output. */
export function toTooLargeError(
  bytes: number,
  limit: number = MAX_OUTPUT_BYTES,
): OutputTooLargeError {
  return new OutputTooLargeError(
    `Cannot keep the output as it is over ${limit / 1e6} MB: it has ${
      (bytes / 1e6).toFixed(1)
    } MB; show less`,
  );
}
