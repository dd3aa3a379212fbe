/** A client of one node: one connection, one request at a time, every attempt told with how it ended. */
import type { Attempt } from "./attempt.ts";
import type { Expected } from "./expected_value.ts";

export type { Attempt } from "./attempt.ts";
export type { Expected } from "./expected_value.ts";

export interface ClientOptions {
  /** Seconds that an attempt may take, connecting included; its connection is dropped then. */
  readonly timeout: number;
}

/**
 * Makes one attempt at a time, and none twice. Never throws for what the other side does: that is the attempt's outcome.
 * Connects when it must, again after every error.
 */
export interface Client extends Disposable {
  /** `value` may be written over as soon as the call has returned. */
  put(key: string, value: Uint8Array): Promise<Attempt>;
  /** `ok` only when the answer holds what is expected; null takes anything that is found. */
  get(key: string, expected: Expected | null): Promise<Attempt>;
  /** Ends the connection for good; an attempt under way, and every later one, is `cancelled`. */
  close(): void;
}
