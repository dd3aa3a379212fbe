/** Makes one request by `fetch` and returns its outcome as an attempt. */
import { type Attempt, unsuccessful } from "./attempt.ts";

export interface FetchAttemptOptions extends RequestInit {
  readonly client: Deno.HttpClient;
  /** Timeout in seconds, from sending the request until the response is classified. */
  readonly timeout: number;
}

/** Sends a request and classifies the response; never throws. Redirects are not followed. */
export async function attemptFetch(
  url: string,
  { timeout, ...init }: FetchAttemptOptions,
  classify: (response: Response) => Promise<Attempt>,
): Promise<Attempt> {
  try {
    const signal = AbortSignal.timeout(timeout * 1000);
    return await classify(
      await fetch(url, { ...init, redirect: "manual", signal }),
    );
  } catch (error) {
    return toAttempt(error as Error, timeout);
  }
}

/**
 * Maps an error to an outcome: `refused` if there was no connection; `failed` if one was lost, and for every other
 * error.
 */
function toAttempt(error: Error, timeout: number): Attempt {
  if (error.name === "TimeoutError") {
    return unsuccessful("timeout", `no answer in ${timeout} s`);
  }
  const { cause } = error;
  const message = cause instanceof Error ? cause.message : error.message;
  // Deno's client states its phase in brackets, and then the reason.
  const [, phase, reason] =
    /client error \((\w+)\)(?:: (.*))?$/.exec(message) ??
      [];
  const outcome = phase === "Connect" ? "refused" : "failed";
  // The path of an address may have a secret.
  const text = message.replace(/(\bhttps?:\/\/[^\s/)]+)[^\s)]*/g, "$1");
  return unsuccessful(outcome, reason ?? text);
}
