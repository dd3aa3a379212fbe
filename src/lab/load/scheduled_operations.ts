/** Operations that are due at moments, whatever became of the ones before: latency counts from when one was due. */
import { type Attempt, unsuccessful } from "../clients/attempt.ts";
import type { Gauge } from "./generator_health.ts";
import { Pacer } from "../timing/pacer.ts";
import { toEpoch, toTime } from "../timing/wall_clock.ts";
import type { Operation } from "../../record/mod.ts";

/** What is known of an operation before it is made. */
export type Identity = Pick<
  Operation,
  "run_id" | "operation_id" | "kind" | "subject" | "worker"
>;

/** Moments are milliseconds of `performance.now()`. */
export interface Due {
  readonly due: number;
  /** When it could be made at the earliest: what it is later than that is our own doing. */
  readonly possible: number;
}

/** Waits, makes and times; operations that have ended wait to be taken. */
export class DueOperations {
  readonly #pacer = new Pacer();
  #end = Infinity;
  #ended: Operation[] = [];
  #inFlight = 0;
  #pacingError = 0;

  /** Waits for a moment; false for one that comes after the stop. What was due before the stop must be made, even then. */
  async until(due: number): Promise<boolean> {
    await this.#pacer.until(due);
    return due <= this.#end;
  }

  /** Makes an operation, or leaves it `unfinished` when it was stopped. `act` must not throw. */
  async make(
    identity: Identity,
    { due, possible }: Due,
    act: () => Promise<Attempt>,
  ): Promise<void> {
    const attempt = this.#pacer.stopped
      ? unsuccessful("unfinished", "it was not sent before the end")
      : await this.#time(possible, act);
    this.#ended.push({
      ...identity,
      ...attempt,
      started_at: toTime(toEpoch(due)),
      // To the microsecond, which is what the clock can tell.
      duration_s: Math.round((performance.now() - due) * 1000) / 1e6,
    });
  }

  /** Those that ended since the last call. */
  take(): Operation[] {
    const ended = this.#ended;
    this.#ended = [];
    return ended;
  }

  /** How many are under way, and how many seconds one was late at most by our own doing, since the last call. */
  gauge(): Pick<Gauge, "inFlight" | "pacingError"> {
    const pacingError = this.#pacingError / 1000;
    this.#pacingError = 0;
    return { inFlight: this.#inFlight, pacingError };
  }

  /** Ends every wait; what is under way goes on. */
  stop(): void {
    this.#end = Math.min(this.#end, performance.now());
    this.#pacer.stop();
  }

  async #time(possible: number, act: () => Promise<Attempt>): Promise<Attempt> {
    const late = performance.now() - possible;
    this.#pacingError = Math.max(this.#pacingError, late);
    this.#inFlight++;
    const attempt = await act();
    this.#inFlight--;
    return attempt;
  }
}
