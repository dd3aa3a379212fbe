/** Stages rows in a thread of its own, as the one that parses has enough to do; `staging_worker.ts` is its other side. */
import { type BatchRows, RowBlock } from "./staged_block.ts";
import type {
  StagingCommand,
  StagingReply,
  StagingResults,
} from "./staging_messages.ts";

/** Blocks on their way: enough that neither thread waits for a short pause of the other, and few in memory. */
const MAX_BLOCKS = 4;

/** Thread that owns the database of one table. Commands are carried out in order; after one that failed all fail. */
export class StagingThread {
  readonly #worker: Worker;
  /** Replies to come, in order. */
  readonly #replies: PromiseWithResolvers<unknown>[] = [];
  /** Blocks on their way. */
  readonly #sent: Promise<unknown>[] = [];
  /** Rows that are not sent yet. */
  #block: RowBlock | null = null;
  /** Error that ended the thread. */
  #failure: Error | null = null;

  constructor() {
    this.#worker = new Worker(
      new URL("./staging_worker.ts", import.meta.url),
      { type: "module", name: "staging" },
    );
    this.#worker.onmessage = ({ data }: MessageEvent<StagingReply>) => {
      const reply = this.#replies.shift();
      if (data.type === "done") reply?.resolve(data.result);
      else reply?.reject(toError(data.message));
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      const failure = toError(event.message);
      this.#failure = failure;
      for (const reply of this.#replies.splice(0)) reply.reject(failure);
    };
  }

  /** Sends a command behind all rows appended before; returns its result. */
  call<T extends Exclude<StagingCommand["type"], "append">>(
    command: Extract<StagingCommand, { readonly type: T }>,
  ): Promise<StagingResults[T]> {
    this.#sendBlock();
    return this.#post(command) as Promise<StagingResults[T]>;
  }

  /** Appends rows, and waits while too many are on their way. May throw the error of earlier ones. */
  async append(rows: BatchRows): Promise<void> {
    for (let from = 0; from < rows.count;) {
      this.#block ??= new RowBlock(rows);
      from = this.#block.add(rows, from);
      if (!this.#block.isFull) continue;
      this.#sendBlock();
      if (this.#sent.length > MAX_BLOCKS) await this.#sent.shift();
    }
  }

  #sendBlock(): void {
    if (this.#block === null) return;
    const { shape, numbers, texts, count } = this.#block;
    this.#block = null;
    const buffers = [shape, ...numbers, ...texts]
      .flatMap((values) => ArrayBuffer.isView(values) ? [values.buffer] : []);
    const rows = { shape, numbers, texts, count };
    this.#sent.push(this.#post({ type: "append", rows }, buffers));
  }

  #post(
    command: StagingCommand,
    transfer: Transferable[] = [],
  ): Promise<unknown> {
    const reply = Promise.withResolvers<unknown>();
    // Of commands on their way the first that is awaited throws.
    reply.promise.catch(() => {});
    if (this.#failure === null) {
      this.#replies.push(reply);
      this.#worker.postMessage(command, transfer);
    } else reply.reject(this.#failure);
    return reply.promise;
  }

  /** Closes the database and ends the thread; rows that no COPY has written are lost. */
  async close(): Promise<void> {
    this.#block = null;
    // A database that cannot be closed has failed before, and said so.
    await this.call({ type: "close" }).catch(() => {});
    this.#worker.terminate();
  }
}

function toError(message: string): Error {
  return new Error(`Cannot stage the rows of a table as ${message}`);
}
