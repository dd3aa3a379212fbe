/** One try at something over a network, what became of it, and the time it may take. */
import type { Outcome } from "../../record/mod.ts";
import { ClosedError, NoConnectionError } from "./connection.ts";
import { Deadline } from "./request_timeout.ts";

export interface Attempt {
  readonly outcome: Outcome;
  /** Short text on one line; empty when it is ok. */
  readonly error: string;
  /** Bytes of the value that was written or read; 0 when none was. */
  readonly bytes: number;
}

/** Characters of an error that are kept. */
const MOST_ERROR = 120;

/** An attempt without a value; of a long error only the beginning is kept, on one line. */
export function unsuccessful(outcome: Outcome, error: string): Attempt {
  const line = error.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return { outcome, error: line.slice(0, MOST_ERROR), bytes: 0 };
}

/** Why an attempt was given up. */
class LateError extends Error {
  override readonly name = "LateError";
}

class CancelledError extends Error {
  override readonly name = "CancelledError";
}

/** Makes attempts of one client, one at a time, each with the same time to end in. */
export class Attempts {
  readonly #deadline: Deadline;
  readonly #drop: (reason: Error) => void;
  #closed = false;

  /** `drop` must make the attempt under way throw `reason`. */
  constructor(timeout: number, drop: (reason: Error) => void) {
    this.#drop = drop;
    this.#deadline = new Deadline(
      timeout,
      () => drop(new LateError(`no answer in ${timeout} s`)),
    );
  }

  /** Says how `act` ended; never throws. `cancelled` once it is closed. */
  async make(act: () => Promise<Attempt>): Promise<Attempt> {
    if (this.#closed) return unsuccessful("cancelled", "the client was closed");
    this.#deadline.begin();
    try {
      return await act();
    } catch (error) {
      return toAttempt(error as Error);
    } finally {
      this.#deadline.end();
    }
  }

  close(): void {
    this.#closed = true;
    this.#deadline.close();
    this.#drop(new CancelledError("the client was closed"));
  }
}

/**
 * `refused` when there was no connection, or it ended before anything was answered; `failed` when it ended in the middle,
 * and for all else.
 */
function toAttempt(error: Error): Attempt {
  const { message } = error;
  if (error instanceof LateError) return unsuccessful("timeout", message);
  if (error instanceof CancelledError) {
    return unsuccessful("cancelled", message);
  }
  const refused = error instanceof NoConnectionError ||
    (error instanceof ClosedError && !error.begun);
  return unsuccessful(refused ? "refused" : "failed", message);
}
