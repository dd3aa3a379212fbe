/** Viewers of a stream of messages: each gets every message, and none may slow down the others. */

/** Bytes that wait for a viewer who does not read, above which it is dropped. A browser connects again by itself. */
const MAX_QUEUED_BYTES = 2 ** 20;

const MAX_VIEWERS = 64;

export interface ViewersOptions {
  /** @default 1 MiB */
  readonly maxQueuedBytes?: number;
  /** @default {64} */
  readonly maxViewers?: number;
}

export class Viewers {
  readonly #maxQueuedBytes: number;
  readonly #maxViewers: number;
  readonly #controllers = new Set<
    ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>
  >();
  readonly #encoder = new TextEncoder();

  constructor(
    { maxQueuedBytes = MAX_QUEUED_BYTES, maxViewers = MAX_VIEWERS }:
      ViewersOptions = {},
  ) {
    this.#maxQueuedBytes = maxQueuedBytes;
    this.#maxViewers = maxViewers;
  }

  get size(): number {
    return this.#controllers.size;
  }

  /** Returns the stream of a new viewer, which begins with `first`; null if there are too many viewers. */
  add(first: string): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    if (this.size >= this.#maxViewers) return null;
    const controllers = this.#controllers;
    const bytes = this.#encoder.encode(first);
    let own: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        own = controller;
        controllers.add(controller);
        controller.enqueue(bytes);
      },
      cancel: () => void controllers.delete(own),
    }, {
      highWaterMark: this.#maxQueuedBytes,
      size: ({ length }) => length,
    });
  }

  /** Sends a text to all viewers, and drops those who have not read for too long. */
  send(text: string): void {
    if (text === "" || this.size === 0) return;
    const bytes = this.#encoder.encode(text);
    for (const controller of this.#controllers) {
      // What was dropped is sent whole when the viewer connects again.
      if ((controller.desiredSize ?? 0) < bytes.length) {
        this.#controllers.delete(controller);
        controller.error(new Error("a viewer does not read"));
      } else {
        controller.enqueue(bytes);
      }
    }
  }

  /** Ends all streams. */
  close(): void {
    for (const controller of this.#controllers) controller.close();
    this.#controllers.clear();
  }
}
