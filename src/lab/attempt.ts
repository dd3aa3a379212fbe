/** One try at something over a network, and what became of it. */
import type { Outcome } from "../record/mod.ts";
import { Deadline } from "./deadline.ts";
import { ConnectionLostError } from "./http_connection.ts";

export interface Attempt {
  readonly outcome: Outcome;
  /** Short, empty when it succeeded. */
  readonly error: string;
  /** Bytes of the value that was written or found. */
  readonly bytes: number;
}

/** What is left of an error's text. */
const MOST_TEXT = 120;

/** An attempt that did not succeed. */
export function unsuccessful(outcome: Outcome, error = ""): Attempt {
  return { outcome, error: error.slice(0, MOST_TEXT), bytes: 0 };
}

/**
 * Makes one attempt after the other, each of at most `timeout` seconds; then `abort` must make it end. Whatever an attempt
 * throws becomes an outcome: `refused` when there was no connection or it was lost before the answer, `failed` for all else.
 */
export class Attempts {
  readonly #timeout: number;
  readonly #deadline: Deadline;
  #late = false;

  constructor(timeout: number, abort: () => void) {
    this.#timeout = timeout;
    this.#deadline = new Deadline(timeout, () => {
      this.#late = true;
      abort();
    });
  }

  async make(work: () => Promise<Attempt>): Promise<Attempt> {
    this.#late = false;
    this.#deadline.begin();
    try {
      const result = await work();
      return this.#late ? this.#timedOut() : result;
    } catch (error) {
      if (this.#late) return this.#timedOut();
      const { message } = error as Error;
      return unsuccessful(isLost(error) ? "refused" : "failed", message);
    } finally {
      this.#deadline.end();
    }
  }

  close(): void {
    this.#deadline.close();
  }

  #timedOut(): Attempt {
    return unsuccessful("timeout", `no answer in ${this.#timeout} s`);
  }
}

function isLost(error: unknown): boolean {
  return error instanceof ConnectionLostError ||
    error instanceof Deno.errors.ConnectionRefused ||
    error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.ConnectionAborted ||
    error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.NotConnected;
}
