/** One try at something over a network, and what became of it. */
import type { Outcome } from "../record/mod.ts";
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
 * Does `work` in `timeout` seconds at most; then `abort` must make it end. Whatever it throws becomes an outcome: `refused`
 * when there was no connection or it was lost before the answer, `failed` for all else.
 */
export async function attempt(
  work: () => Promise<Attempt>,
  { timeout, abort }: {
    readonly timeout: number;
    readonly abort: () => void;
  },
): Promise<Attempt> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    abort();
  }, timeout * 1000);
  try {
    const result = await work();
    return late ? unsuccessful("timeout", `no answer in ${timeout} s`) : result;
  } catch (error) {
    if (late) return unsuccessful("timeout", `no answer in ${timeout} s`);
    const { message } = error as Error;
    return unsuccessful(isLost(error) ? "refused" : "failed", message);
  } finally {
    clearTimeout(timer);
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
