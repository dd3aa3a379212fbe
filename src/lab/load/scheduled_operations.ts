/** Operations on a schedule, regardless of the outcome of earlier ones: latency counts from the due time. */
import { type Attempt, unsuccessful } from "../clients/attempt.ts";
import type { GeneratorGauges } from "./generator_health.ts";
import { Pacer } from "../timing/pacer.ts";
import { toEpoch, toTime } from "../timing/wall_clock.ts";
import type { Operation } from "../../record/mod.ts";

/** Fields of an operation that are known before it is sent. */
export type Identity = Pick<
  Operation,
  "run_id" | "operation_id" | "kind" | "subject" | "worker"
>;

/** Times in ms of `performance.now()`. */
export interface DueTime {
  readonly due: number;
  /** Earliest time at which it could be sent: any delay after that is the generator's own. */
  readonly earliest: number;
}

/** Waits for, sends and times operations, and collects those that have ended. */
export class ScheduledOperations {
  readonly #pacer = new Pacer();
  #end = Infinity;
  #ended: Operation[] = [];
  #inFlight = 0;
  #pacingError = 0;

  /**
   * Waits until `due`, in ms of `performance.now()`; false if that is after the stop. `make()` must be called for every
   * operation that was due before the stop, even after it.
   */
  async until(due: number): Promise<boolean> {
    await this.#pacer.until(due);
    return due <= this.#end;
  }

  /** Sends and records an operation; after the stop it is recorded as `unfinished`. `act` must not throw. */
  async make(
    identity: Identity,
    { due, earliest }: DueTime,
    act: () => Promise<Attempt>,
  ): Promise<void> {
    const attempt = this.#pacer.stopped
      ? unsuccessful("unfinished", "it was not sent before the end")
      : await this.#time(earliest, act);
    this.#ended.push({
      ...identity,
      ...attempt,
      started_at: toTime(toEpoch(due)),
      // To the microsecond, the resolution of the clock.
      duration_s: Math.round((performance.now() - due) * 1000) / 1e6,
    });
  }

  /** Returns the operations that ended since the last call. */
  take(): Operation[] {
    const ended = this.#ended;
    this.#ended = [];
    return ended;
  }

  /** Returns the operations in flight, and the generator's own largest delay since the last call, in seconds. */
  gauge(): Pick<GeneratorGauges, "inFlight" | "pacingError"> {
    const pacingError = this.#pacingError / 1000;
    this.#pacingError = 0;
    return { inFlight: this.#inFlight, pacingError };
  }

  /** Ends every wait; operations in flight go on. */
  stop(): void {
    this.#end = Math.min(this.#end, performance.now());
    this.#pacer.stop();
  }

  async #time(earliest: number, act: () => Promise<Attempt>): Promise<Attempt> {
    const late = performance.now() - earliest;
    this.#pacingError = Math.max(this.#pacingError, late);
    this.#inFlight++;
    const attempt = await act();
    this.#inFlight--;
    return attempt;
  }
}
