/** Counters of a load of lines, in memory that its threads share with the runner, so that a blocked sender is seen. */

/** A write that takes longer was not accepted at once: the sender is blocked. */
const BLOCKED_AFTER_MS = 10;

/** Numbers of a connection: lines sent, ms blocked, and since when a write waits in ms since 1970, 0 for none. */
const FIELDS = 3;
const LINES = 0;
const BLOCKED = 1;
const WAITING = 2;

/** Makes the memory of the counters of some connections. */
export function makeSendCounters(connections: number): SharedArrayBuffer {
  return new SharedArrayBuffer(
    connections * FIELDS * Float64Array.BYTES_PER_ELEMENT,
  );
}

/** Counts one connection's lines and waits. */
export class SendCounter {
  readonly #values: Float64Array;

  constructor(memory: SharedArrayBuffer, connection: number) {
    const bytes = FIELDS * Float64Array.BYTES_PER_ELEMENT;
    this.#values = new Float64Array(memory, connection * bytes, FIELDS);
  }

  /** Begins to wait for a write; `now` is in ms since 1970. */
  begin(now: number): void {
    this.#values[WAITING] = now;
  }

  /** Ends the wait, after which so many lines were sent in total. */
  end(now: number, lines: number): void {
    const waited = now - (this.#values[WAITING] ?? now);
    this.#values[WAITING] = 0;
    this.#values[LINES] = lines;
    if (waited < BLOCKED_AFTER_MS) return;
    this.#values[BLOCKED] = (this.#values[BLOCKED] ?? 0) + waited;
  }
}

/** Sums of a load so far. */
export interface SendCounts {
  /** Lines that each input was sent, in the order of the inputs. */
  readonly lines: readonly number[];
  /** Seconds in which the sender was blocked, on average over its connections. */
  readonly blocked: number;
}

/** Reads the counters of `inputs` connections a stream, those of a stream one after the other. */
export function readSendCounts(
  memory: SharedArrayBuffer,
  inputs: number,
  now: number,
): SendCounts {
  const values = new Float64Array(memory);
  const connections = values.length / FIELDS;
  const lines = Array<number>(inputs).fill(0);
  let blocked = 0;
  for (let i = 0; i < connections; i++) {
    const at = i * FIELDS;
    lines[i % inputs] = (lines[i % inputs] ?? 0) + (values[at + LINES] ?? 0);
    blocked += values[at + BLOCKED] ?? 0;
    const since = values[at + WAITING] ?? 0;
    const waits = since === 0 ? 0 : now - since;
    if (waits >= BLOCKED_AFTER_MS) blocked += waits;
  }
  return { lines, blocked: blocked / 1000 / connections };
}
