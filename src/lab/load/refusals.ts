/** Endpoints of somebody else's that went away while they were under load: nobody tells us that their process ended. */
import type { Operation } from "../../record/mod.ts";

/** Seconds without any answer, and attempts refused in them, from which an endpoint counts as gone. */
const GONE_S = 1;
const GONE_ATTEMPTS = 5;

/** An endpoint that refuses everything, and since when, in milliseconds since 1970. */
export interface Gone {
  readonly subject: string;
  readonly since: number;
}

/** What a subject did last. */
interface Answers {
  /** When it was last heard that it answered. */
  answered: number;
  /** Attempts it has refused since then. */
  refused: number;
}

/** Follows operations, and knows which subjects refuse all of them. */
export class Refusals {
  readonly #bySubject = new Map<string, Answers>();

  /** Takes in operations that ended before `now`, in milliseconds since 1970. */
  add(operations: readonly Operation[], now: number): void {
    for (const { subject, outcome } of operations) {
      let answers = this.#bySubject.get(subject);
      if (!answers) {
        answers = { answered: now, refused: 0 };
        this.#bySubject.set(subject, answers);
      }
      if (outcome === "refused") answers.refused++;
      else {
        answers.answered = now;
        answers.refused = 0;
      }
    }
  }

  /** Those that have refused everything for a second or more, at a moment in milliseconds since 1970. */
  gone(now: number): Gone[] {
    return [...this.#bySubject].flatMap(([subject, { answered, refused }]) =>
      refused >= GONE_ATTEMPTS && now - answered >= 1000 * GONE_S
        ? [{ subject, since: answered }]
        : []
    );
  }
}
