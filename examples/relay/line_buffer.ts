/**
 * The buffer between the input and the senders: of one sink, or of a cluster whose senders share it. Lines wait in memory
 * while a sink is connected and the memory is small; all others are spooled to disk, in order.
 */
import type { Block } from "./block.ts";
import type { Spool, SpooledBlock } from "./spool.ts";

/** Limit of what waits in memory, which is lost when the relay is killed. */
const MEMORY_BYTES = 1024 * 1024;

/** Lines that a sender must confirm or return. */
export type Taken = Block | SpooledBlock;

type Waiter = (block: Taken | null) => void;

export class LineBuffer {
  readonly #spool: Spool;
  readonly #blocks: boolean;
  readonly #memory: Block[] = [];
  readonly #waiters: Waiter[] = [];
  readonly #inHand = new Set<Taken>();
  #memoryBytes = 0;
  #connected = 0;
  #onRoom = Promise.withResolvers<void>();

  constructor(spool: Spool, { blocks }: { readonly blocks: boolean }) {
    this.#spool = spool;
    this.#blocks = blocks;
  }

  /** Lines that were not delivered. */
  get queued(): number {
    const inHand = [...this.#inHand].filter((block) => !isSpooled(block));
    return this.#spool.lines +
      [...this.#memory, ...inHand].reduce((sum, { lines }) => sum + lines, 0);
  }

  get dropped(): number {
    return this.#spool.dropped;
  }

  get spoolBytes(): number {
    return this.#spool.bytes;
  }

  /** Resolves once a block fits; at once unless the buffer blocks at its cap. */
  async room({ bytes }: Block): Promise<void> {
    if (!this.#blocks) return;
    while (!this.#spool.hasRoom(bytes.length + this.#memoryBytes)) {
      await this.#onRoom.promise;
    }
  }

  push(block: Block): void {
    const waiter = this.#waiters.shift();
    if (waiter) {
      this.#inHand.add(block);
      return waiter(block);
    }
    const { length } = block.bytes;
    if (
      this.#connected > 0 && this.#spool.isEmpty &&
      this.#memoryBytes + length <= MEMORY_BYTES
    ) {
      this.#memory.push(block);
      this.#memoryBytes += length;
    } else {
      this.spill();
      this.#spool.append(block);
    }
  }

  /** Moves what waits in memory to the disk. */
  spill(): void {
    for (const block of this.#memory.splice(0)) this.#spool.append(block);
    this.#memoryBytes = 0;
  }

  /** Moves everything to the disk, also what senders have in hand: call it before the end. */
  close(): void {
    for (const block of [...this.#inHand]) this.putBack(block);
    this.spill();
  }

  /** Counts a sender that is connected. */
  attach(): void {
    this.#connected++;
  }

  detach(): void {
    this.#connected--;
    if (this.#connected === 0) this.spill();
  }

  /** Returns the oldest lines, as soon as there are any; null if `signal` aborts. Senders get them in turn. */
  take(signal: AbortSignal): Promise<Taken | null> {
    if (signal.aborted) return Promise.resolve(null);
    const block = this.#shift();
    if (block) return Promise.resolve(block);
    return new Promise((resolve) => {
      const waiter = (block: Taken | null) => {
        signal.removeEventListener("abort", abort);
        resolve(block);
      };
      const abort = () => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        waiter(null);
      };
      signal.addEventListener("abort", abort, { once: true });
      this.#waiters.push(waiter);
    });
  }

  /** Confirms that lines were delivered. */
  done(block: Taken): void {
    if (!this.#inHand.delete(block)) return;
    if (isSpooled(block)) this.#spool.release(block);
    this.#onRoom.resolve();
    this.#onRoom = Promise.withResolvers<void>();
  }

  /** Takes lines back that could not be delivered. */
  putBack(block: Taken): void {
    if (!this.#inHand.delete(block)) return;
    const waiter = this.#waiters.shift();
    if (waiter) {
      this.#inHand.add(block);
      waiter(block);
    } else if (isSpooled(block)) {
      this.#spool.restore(block);
    } else {
      this.spill();
      this.#spool.addFirst(block);
    }
  }

  /** What waits in memory is older than what is on disk. */
  #shift(): Taken | null {
    const block = this.#memory.shift() ?? this.#spool.read();
    if (!block) return null;
    if (!isSpooled(block)) this.#memoryBytes -= block.bytes.length;
    this.#inHand.add(block);
    return block;
  }
}

function isSpooled(block: Taken): block is SpooledBlock {
  return "segment" in block;
}
