/** The number of applications that may fail before all further pushes are cancelled, shared by both phases of a push. */

export interface FailureBudget {
  /** Number of failures that are allowed. */
  readonly allowed: number;
  /** Aborts with the run, and at the first failure beyond those allowed. */
  readonly signal: AbortSignal;
  /** Counts one failure. */
  fail(): void;
  /** Cancels all that has not ended, for a reason other than the number of failures. */
  exhaust(reason: string): void;
  /** Why pushes were cancelled; empty if they were not. */
  readonly reason: () => string;
}

/** Allows the whole part of `tolerance` times `apps` failures; a tolerance of 1 never cancels. */
export function toFailureBudget(
  { apps, tolerance, signal }: {
    readonly apps: number;
    readonly tolerance: number;
    readonly signal: AbortSignal;
  },
): FailureBudget {
  const allowed = Math.floor(tolerance * apps);
  const exhausted = new AbortController();
  let failures = 0;
  let reason = "";
  const exhaust = (text: string) => {
    if (reason !== "") return;
    reason = text;
    exhausted.abort(new Error(text));
  };
  return {
    allowed,
    signal: AbortSignal.any([signal, exhausted.signal]),
    fail() {
      failures++;
      if (failures > allowed) {
        exhaust(`more than ${allowed} of ${apps} applications failed`);
      }
    },
    exhaust,
    reason: () => reason,
  };
}
