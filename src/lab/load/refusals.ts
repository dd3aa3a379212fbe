/**
 * Detects endpoints that go away under load, for systems that the lab does not run: their process end is not
 * observed.
 */
import { type OperationRows, outcomesOf } from "../recording/operation_rows.ts";

/** An endpoint counts as gone after so many seconds without a response, and so many refused attempts in them. */
const GONE_AFTER_S = 1;
const MIN_REFUSED_ATTEMPTS = 5;

/** An endpoint that refuses every attempt. */
export interface GoneEndpoint {
  readonly subject: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

interface SubjectState {
  /** Last response, in milliseconds since 1970. */
  responded: number;
  /** Attempts refused since then. */
  refused: number;
}

/** Counts the refused operations of each subject. */
export class Refusals {
  readonly #bySubject = new Map<string, SubjectState>();

  /** Adds operations that ended before `now`, in milliseconds since 1970. */
  add(operations: OperationRows, now: number): void {
    for (const { subject, outcome } of outcomesOf(operations)) {
      let state = this.#bySubject.get(subject);
      if (!state) {
        state = { responded: now, refused: 0 };
        this.#bySubject.set(subject, state);
      }
      if (outcome === "refused") state.refused++;
      else {
        state.responded = now;
        state.refused = 0;
      }
    }
  }

  /** Returns the endpoints that are gone at `now`, in milliseconds since 1970. */
  findGone(now: number): GoneEndpoint[] {
    return [...this.#bySubject].flatMap(([subject, { responded, refused }]) =>
      refused >= MIN_REFUSED_ATTEMPTS && now - responded >= 1000 * GONE_AFTER_S
        ? [{ subject, since: responded }]
        : []
    );
  }
}
