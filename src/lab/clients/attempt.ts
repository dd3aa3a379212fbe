/** One attempt at a network request: its outcome, and the timeout that bounds it. */
import type { Outcome } from "../../record/mod.ts";
import { ClosedError, NoConnectionError } from "./connection.ts";
import { RequestTimeout } from "./request_timeout.ts";

export interface Attempt {
  readonly outcome: Outcome;
  /** Short text on one line; empty if the outcome is `ok`. */
  readonly error: string;
  /** What the error was, as `Operation.code`; empty if there is none. */
  readonly code: string;
  /** Bytes of the value that was written or read; 0 if there was none. */
  readonly bytes: number;
}

/** Characters of an error that are kept. */
const MAX_ERROR_LENGTH = 120;

/** Returns a successful attempt with the bytes of its value. */
export function successful(bytes: number): Attempt {
  return { outcome: "ok", error: "", code: "", bytes };
}

/** Returns an attempt without a value; the error is put on one line and cut to its beginning. */
export function unsuccessful(
  outcome: Outcome,
  error: string,
  code = "",
): Attempt {
  const line = error.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return { outcome, error: line.slice(0, MAX_ERROR_LENGTH), code, bytes: 0 };
}

/** The timeout of an attempt has passed. */
export class TimedOutError extends Error {
  override readonly name = "TimedOutError";

  constructor(seconds: number) {
    super(`no answer in ${seconds} s`);
  }
}

/** The client was closed during an attempt. */
class CancelledError extends Error {
  override readonly name = "CancelledError";
}

/** Runs the attempts of one client, one at a time, each with the same timeout. */
export class AttemptRunner {
  readonly #timeout: RequestTimeout;
  readonly #drop: (reason: Error) => void;
  #closed = false;

  /** `seconds` is the timeout of an attempt; `drop` must make the attempt in flight throw `reason`. */
  constructor(seconds: number, drop: (reason: Error) => void) {
    this.#drop = drop;
    this.#timeout = new RequestTimeout(
      seconds,
      () => drop(new TimedOutError(seconds)),
    );
  }

  /** Runs `act` and returns the attempt, `cancelled` after `close()`; never throws. */
  async run(act: () => Promise<Attempt>): Promise<Attempt> {
    if (this.#closed) return unsuccessful("cancelled", "the client was closed");
    this.#timeout.start();
    try {
      return await act();
    } catch (error) {
      return toAttempt(error as Error);
    } finally {
      this.#timeout.clear();
    }
  }

  close(): void {
    this.#closed = true;
    this.#timeout.close();
    this.#drop(new CancelledError("the client was closed"));
  }
}

/**
 * Maps an error to an outcome: `refused` if there was no connection, or it was closed before the first byte of a
 * response; `failed` if it was closed within a response, and for every other error.
 */
export function toAttempt(error: Error): Attempt {
  const { message } = error;
  if (error instanceof TimedOutError) return unsuccessful("timeout", message);
  if (error instanceof CancelledError) {
    return unsuccessful("cancelled", message);
  }
  const refused = error instanceof NoConnectionError ||
    (error instanceof ClosedError && !error.partial);
  return unsuccessful(refused ? "refused" : "failed", message);
}
