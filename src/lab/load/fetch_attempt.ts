/** One request by `fetch`, and what became of it. */
import { type Attempt, unsuccessful } from "../clients/attempt.ts";

export interface FetchAttemptOptions extends RequestInit {
  readonly client: Deno.HttpClient;
  /** Seconds from when it is sent until its answer has been judged. */
  readonly timeout: number;
}

/** Sends a request, and has its answer judged; never throws. Redirects are answers. */
export async function attemptFetch(
  url: string,
  { timeout, ...init }: FetchAttemptOptions,
  judge: (response: Response) => Promise<Attempt>,
): Promise<Attempt> {
  try {
    const signal = AbortSignal.timeout(timeout * 1000);
    return await judge(
      await fetch(url, { ...init, redirect: "manual", signal }),
    );
  } catch (error) {
    return toAttempt(error as Error, timeout);
  }
}

/** `refused` when there was no connection; `failed` when one was lost, and for all else. */
function toAttempt(error: Error, timeout: number): Attempt {
  if (error.name === "TimeoutError") {
    return unsuccessful("timeout", `no answer in ${timeout} s`);
  }
  const { cause } = error;
  const reason = cause instanceof Error ? cause.message : error.message;
  // The client says in brackets what it was at, and then why it failed.
  const [, at, why] = /client error \((\w+)\)(?:: (.*))?$/.exec(reason) ?? [];
  return unsuccessful(at === "Connect" ? "refused" : "failed", why ?? reason);
}
