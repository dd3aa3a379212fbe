/** How a request to the BBS ended. */
import { type Attempt, unsuccessful } from "../../../lab/clients/attempt.ts";
import type { BbsError } from "../wire/messages.ts";

/** `value` is null unless `ok`. */
export interface BbsAnswer<T> extends Attempt {
  readonly value: T | null;
}

/** Words for the errors of the BBS, by their numbers (cloudfoundry/bbs, `models/error.proto`). */
const errorCodes: Readonly<Record<number, string>> = {
  0: "unknown",
  3: "invalid-record",
  4: "invalid-request",
  5: "invalid-response",
  6: "invalid-message",
  8: "undecipherable",
  9: "conflict",
  11: "conflict",
  12: "exists",
  13: "missing",
  15: "conflict",
  16: "conflict",
  17: "conflict",
  18: "conflict",
  19: "conflict",
  21: "conflict",
  24: "conflict",
  26: "no-guid",
  27: "undecipherable",
  28: "deadlock",
  29: "unrecoverable",
  30: "conflict",
  31: "store-timeout",
};

/** Returns the attempt of a request that the BBS answered with an error. */
export function toRefused({ type, message }: BbsError): Attempt {
  return unsuccessful("failed", message, errorCodes[type] ?? `error-${type}`);
}
