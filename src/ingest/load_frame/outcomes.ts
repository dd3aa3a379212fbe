/** Outcomes of requests, by their status and by the words of their errors; `raw_select.ts` has them as SQL. */
import type { Outcome } from "../../record/mod.ts";

/** Returns the outcome of a request that failed, from its HTTP status, empty if there is none, and its error. */
export function failureOutcome(status: string, error: string): Outcome {
  if (status === "429") return "rejected";
  if (/time-?d? ?out|deadline exceeded/i.test(error)) return "timeout";
  if (/connection refused|ECONNREFUSED|ConnectException/i.test(error)) {
    return "refused";
  }
  return "failed";
}
