/** Answers of a control plane's client: made of values, of refusals, and of whatever error a driver throws. */
import { successful, unsuccessful } from "../../lab/clients/attempt.ts";
import type { Answer } from "./control_plane.ts";

/** Why a control plane does not do what it is asked: its record is in another state, or not there. */
export type RefusalCode = "conflict" | "missing";

/** Returns an answer that was `ok`. */
export function answered<T>(value: T, bytes = 0): Answer<T> {
  return { ...successful(bytes), value };
}

/** Returns the answer to a request that was refused. */
export function refused(code: RefusalCode, error: string): Answer<never> {
  return { ...unsuccessful("failed", error, code), value: null };
}

/** Returns `ok` without a value, or a conflict if nothing was changed. */
export function changed(rows: number, what: string): Answer<null> {
  return rows > 0
    ? answered(null)
    : refused("conflict", `${what} as its record is in another state`);
}

/**
 * Answers a request within some seconds: what takes longer is a `timeout`, and its signal is aborted. Errors become
 * answers; it never throws.
 */
export async function answerWithin<T>(
  seconds: number,
  act: (signal: AbortSignal) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const limit = new AbortController();
  const late = Promise.withResolvers<Answer<T>>();
  const timer = setTimeout(() => {
    late.resolve({
      ...unsuccessful("timeout", `no answer in ${seconds} s`),
      value: null,
    });
    limit.abort();
  }, seconds * 1000);
  try {
    const acting = act(limit.signal).catch(toFailure);
    return await Promise.race([acting, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Codes and texts of drivers for a connection that there is not, or no longer. */
const NO_CONNECTION =
  /ECONNREFUSED|ECONNRESET|EPIPE|CONNECTION_(?:CLOSED|ENDED|DESTROYED|LOST)|CONNECT_TIMEOUT|connection (?:refused|reset|closed|is closed)|connection (?:error|aborted)|broken pipe|tcp connect error/i;

/** Returns the answer for an error of a driver; a connection that is not there is `refused`. */
export function toFailure(thrown: unknown): Answer<never> {
  const { message, code } = toError(thrown);
  const outcome = NO_CONNECTION.test(`${code} ${message}`)
    ? "refused"
    : "failed";
  return { ...unsuccessful(outcome, message || code, code), value: null };
}

/** Returns text and code of an error, or of what caused it. */
function toError(
  thrown: unknown,
): { readonly message: string; readonly code: string } {
  if (!(thrown instanceof Error)) return { message: String(thrown), code: "" };
  // Node joins the errors of several addresses into one without a message, and `fetch()` tells nothing but that it failed.
  const [first] = thrown instanceof AggregateError ? thrown.errors : [];
  const inner = first ?? thrown.cause;
  const under = inner instanceof Error
    ? toError(inner)
    : { message: "", code: "" };
  const { code } = thrown as { readonly code?: unknown };
  return {
    message: [thrown.message, under.message].filter((text) => text !== "")
      .join(": "),
    code: typeof code === "string" ? code : under.code,
  };
}
