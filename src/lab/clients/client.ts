/** A client of one node: one connection and one request at a time; every attempt reports its outcome. */
import type { Attempt } from "./attempt.ts";
import type { ExpectedValue } from "./expected_value.ts";

export type { Attempt } from "./attempt.ts";
export type { ExpectedValue } from "./expected_value.ts";

export interface ClientOptions {
  /** Timeout of an attempt in seconds, including connecting; the connection is dropped when it passes. */
  readonly timeout: number;
}

/**
 * Makes one attempt at a time and never retries. Errors of the other side are the outcome of the attempt and are never
 * thrown. Connects on demand, and again after every error.
 */
export interface Client extends Disposable {
  /** Writes a value; its buffer may be reused as soon as the call has returned. */
  put(key: string, value: Uint8Array): Promise<Attempt>;
  /** Reads a key; `ok` only if the response holds the expected value, or, if that is null, any value. */
  get(key: string, expected: ExpectedValue | null): Promise<Attempt>;
  /** Closes the connection for good; the attempt in flight and every later one are `cancelled`. */
  close(): void;
}
