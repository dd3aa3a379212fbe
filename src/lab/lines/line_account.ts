/** Keeps the account of the lines that reached one sink, or all sinks of a cluster together. */
import type { ArrivedRun } from "./journal_reader.ts";
import { MARKER_STREAM } from "./line_shape.ts";
import { type RepeatedSpan, SequenceSet, type Span } from "./sequence_set.ts";
import type { SinkAccount } from "./sink.ts";

/** Sequence numbers above are taken for noise, as their pages would fill the memory. */
const MAX_SEQUENCE = 2 ** 32;

/** A stream at one sink. */
interface StreamAccount {
  readonly set: SequenceSet;
  /** Highest sequence number that arrived; -1 for none. */
  highest: number;
}

export class LineAccount {
  readonly #streams: number;
  /** By stream; none before its first line. */
  readonly #accounts: StreamAccount[] = [];
  readonly #markers = new SequenceSet();
  #received = 0;
  #unique = 0;
  #backSteps = 0;
  #torn = 0;
  #foreign = 0;
  #lastAt: number | null = null;

  /** Streams 1 to `streams` are ours; lines of others are foreign. */
  constructor(streams: number) {
    this.#streams = streams;
  }

  /** Adds lines; markers enter no count. Returns whether they are of a stream of ours. */
  add({ stream, first, length, at }: Omit<ArrivedRun, "due">): boolean {
    if (stream === MARKER_STREAM) {
      if (first < MAX_SEQUENCE) this.#markers.add(first, length);
      return false;
    }
    if (stream > this.#streams || first + length > MAX_SEQUENCE) {
      this.#foreign += length;
      return false;
    }
    const account = this.#account(stream);
    this.#received += length;
    this.#unique += account.set.add(first, length);
    const below = Math.min(length, account.highest - first);
    if (below > 0) this.#backSteps += below;
    account.highest = Math.max(account.highest, first + length - 1);
    this.#lastAt = Math.max(this.#lastAt ?? 0, at);
    return true;
  }

  addBroken(torn: number, foreign: number): void {
    this.#torn += torn;
    this.#foreign += foreign;
  }

  /** Counts so far. */
  get counts(): SinkAccount {
    return {
      received: this.#received,
      unique: this.#unique,
      duplicates: this.#received - this.#unique,
      backSteps: this.#backSteps,
      torn: this.#torn,
      foreign: this.#foreign,
      lastAt: this.#lastAt,
    };
  }

  /** Returns whether a marker with this number arrived. */
  seen(marker: number): boolean {
    return this.#markers.has(marker);
  }

  /** Returns whether a line of a stream arrived. */
  has(stream: number, sequence: number): boolean {
    return this.#accounts[stream]?.set.has(sequence) ?? false;
  }

  /** Yields the spans within a span of a stream that did not arrive. */
  *missing(stream: number, span: Span): Generator<Span, void> {
    const account = this.#accounts[stream];
    if (account) yield* account.set.missing(span);
    else if (span.first <= span.last) yield span;
  }

  /** Yields the spans of a stream that arrived more than once. */
  *repeated(stream: number): Generator<RepeatedSpan, void> {
    yield* this.#accounts[stream]?.set.repeated() ?? [];
  }

  #account(stream: number): StreamAccount {
    return this.#accounts[stream] ??= { set: new SequenceSet(), highest: -1 };
  }
}
