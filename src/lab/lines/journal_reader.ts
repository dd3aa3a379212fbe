/** Reads a sink's journal (`arrival_journal.ts`) while it is written. */
import { ifThere } from "../../record/mod.ts";
import {
  ARRIVALS,
  BROKEN,
  JOURNAL_VERSION,
  LENGTH_BYTES,
  ONE,
  OTHER,
  START,
} from "./arrival_journal.ts";
import { MAX_STREAMS } from "./line_shape.ts";
import { toSigned, VarintReader } from "./varints.ts";

/** Receives what a journal has, in order. Times are whole milliseconds since 1970. */
export interface ArrivalReceiver {
  /** A process of the sink began to count. */
  start(at: number): void;
  /** Lines `first` to `first + length - 1` of a stream arrived. */
  run(run: ArrivedRun): void;
  /** Lines that were cut or joined, and whole foreign ones, arrived. */
  broken(torn: number, foreign: number, at: number): void;
}

/** Lines of a stream with consecutive sequence numbers and one due time. The object is used again. */
export interface ArrivedRun {
  stream: number;
  first: number;
  length: number;
  due: number;
  at: number;
}

/** Bytes that are read at once. */
const CHUNK_BYTES = 2 ** 20;

/** Follows one journal; close it. */
export class JournalReader implements Disposable {
  readonly #path: string;
  #file: Deno.FsFile | null = null;
  #bytes = new Uint8Array(CHUNK_BYTES);
  /** Bytes in the buffer that are no whole frame yet. */
  #kept = 0;
  /** Bytes of all whole frames so far. */
  #done = 0;
  readonly #varints = new VarintReader();
  readonly #expected = new Float64Array(MAX_STREAMS);
  readonly #run: ArrivedRun = {
    stream: -1,
    first: 0,
    length: 0,
    due: 0,
    at: 0,
  };

  /** The file may be missing until the sink has started. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Passes on what was appended since the last call; an unfinished frame waits. Throws SyntaxError for no journal. */
  async read(receiver: ArrivalReceiver): Promise<void> {
    this.#file ??= await ifThere(Deno.open(this.#path)) ?? null;
    if (!this.#file) return;
    // An unfinished frame is read again: another process of the sink may have replaced it.
    this.#kept = 0;
    await this.#file.seek(this.#done, Deno.SeekMode.Start);
    for (;;) {
      if (this.#kept === this.#bytes.length) this.#grow();
      const read = await this.#file.read(this.#bytes.subarray(this.#kept));
      if (read === null) return;
      this.#take(this.#kept + read, receiver);
    }
  }

  [Symbol.dispose](): void {
    this.#file?.close();
    this.#file = null;
  }

  #grow(): void {
    const bytes = new Uint8Array(2 * this.#bytes.length);
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }

  #take(end: number, receiver: ArrivalReceiver): void {
    const view = new DataView(this.#bytes.buffer);
    let at = 0;
    while (at + LENGTH_BYTES <= end) {
      const next = at + LENGTH_BYTES + view.getUint32(at, true);
      if (next > end) break;
      this.#varints.bytes = this.#bytes.subarray(at + LENGTH_BYTES, next);
      this.#varints.at = 0;
      this.#takeFrame(receiver);
      at = next;
    }
    this.#bytes.copyWithin(0, at, end);
    this.#kept = end - at;
    this.#done += at;
  }

  #takeFrame(receiver: ArrivalReceiver): void {
    const varints = this.#varints;
    const kind = varints.next();
    const run = this.#run;
    if (kind === ARRIVALS) {
      run.at += varints.next();
      const { length } = varints.bytes;
      while (varints.at < length) this.#takeRecord(receiver);
    } else if (kind === START && varints.next() === JOURNAL_VERSION) {
      run.at = varints.next();
      run.stream = -1;
      this.#expected.fill(0);
      receiver.start(run.at);
    } else {
      throw new SyntaxError(
        `Cannot read the arrivals of a sink as a frame has an unknown kind: ${this.#path}`,
      );
    }
  }

  #takeRecord(receiver: ArrivalReceiver): void {
    const varints = this.#varints;
    const head = varints.next();
    const kind = head % 4;
    const value = (head - kind) / 4;
    const run = this.#run;
    if (kind === BROKEN) return receiver.broken(value, varints.next(), run.at);
    run.length = kind === ONE ? 1 : varints.next();
    if (kind === OTHER) {
      run.stream = varints.next();
      run.due = run.at - toSigned(varints.next());
    }
    run.first = (this.#expected[run.stream] ?? 0) + toSigned(value);
    this.#expected[run.stream] = run.first + run.length;
    receiver.run(run);
  }
}
