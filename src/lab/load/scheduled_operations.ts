/**
 * Paces, times and collects the operations of one load thread, of every workload. Latency counts from the intended
 * start, which avoids coordinated omission.
 */
import { type Attempt, unsuccessful } from "../clients/attempt.ts";
import { Pacer } from "../timing/pacer.ts";
import { toEpoch } from "../timing/wall_clock.ts";
import { type GeneratorGauges, LATE_THRESHOLD_S } from "./generator_health.ts";
import {
  type Batch,
  type OperationGroup,
  type TimedAttempt,
  toBatch,
} from "./operation_batch.ts";

/** An operation that is due. */
export interface DueOperation {
  /** Result of `addGroup()`. */
  readonly group: number;
  /** Unique among the operations whose groups share an id. */
  readonly number: number;
  /** Intended start in ms of `performance.now()`. */
  readonly due: number;
}

/** Limit of a batch: after an overload many attempts end as `unfinished` at once. */
const MAX_BATCH_ATTEMPTS = 2 ** 15;

const NOT_SENT = unsuccessful("unfinished", "it was not sent before the end");

/** Waits for, sends and times operations, and collects those that have ended. */
export class ScheduledOperations {
  readonly pacer = new Pacer();
  /** Groups that were not taken yet. */
  #groups: OperationGroup[] = [];
  #groupCount = 0;
  #ended: TimedAttempt[] = [];
  #inFlight = 0;
  #arrivals = 0;
  #late = 0;
  /** Milliseconds. */
  #pacingError = 0;

  /** Adds a group of operations and returns its index. */
  addGroup(group: OperationGroup): number {
    this.#groups.push(group);
    return this.#groupCount++;
  }

  /**
   * Waits until `due`, in ms of `performance.now()`; false if that is after the stop. `make()` must be called for every
   * operation that was due before the stop, even after it.
   */
  async until(due: number): Promise<boolean> {
    await this.pacer.until(due);
    return due <= this.pacer.stoppedAt;
  }

  /** Counts an operation of an open loop that was due, and the delay in ms that the generator itself added. */
  arrive(lateMs: number): void {
    this.#arrivals++;
    if (lateMs > 1000 * LATE_THRESHOLD_S) this.#late++;
    this.#pacingError = Math.max(this.#pacingError, lateMs);
  }

  /** Sends and records an operation; after the stop it is recorded as `unfinished`. `act` must not throw. */
  async make(
    { group, number, due }: DueOperation,
    act: () => Promise<Attempt>,
  ): Promise<Attempt> {
    let attempt = NOT_SENT;
    if (!this.pacer.stopped) {
      this.#inFlight++;
      attempt = await act();
      this.#inFlight--;
    }
    const ended = performance.now();
    this.note({ group, number, due }, { ended, attempt });
    return attempt;
  }

  /** Records what was not sent by `make()`, or has ended at another time, in ms of `performance.now()`. */
  note(
    { group, number, due }: DueOperation,
    { ended, attempt }: {
      readonly ended: number;
      readonly attempt: Attempt;
    },
  ): void {
    this.#ended.push({
      group,
      number,
      started: toEpoch(due),
      duration: (ended - due) / 1000,
      attempt,
    });
  }

  /** Returns the operations that ended and the arrivals since the last call; nothing if there were none. */
  take(): Batch[] {
    const ended = this.#ended;
    this.#ended = [];
    const batches: Batch[] = [];
    for (
      let at = 0;
      at < ended.length || this.#arrivals > 0;
      at += MAX_BATCH_ATTEMPTS
    ) {
      batches.push(toBatch(ended.slice(at, at + MAX_BATCH_ATTEMPTS), {
        groups: this.#groups,
        pacing: { arrivals: this.#arrivals, late: this.#late },
      }));
      this.#groups = [];
      this.#arrivals = this.#late = 0;
    }
    return batches;
  }

  /** Returns the operations in flight, and the generator's own largest delay since the last call, in seconds. */
  gauge(): Pick<GeneratorGauges, "inFlight" | "pacingError"> {
    const pacingError = this.#pacingError / 1000;
    this.#pacingError = 0;
    return { inFlight: this.#inFlight, pacingError };
  }

  /** Ends every wait; operations in flight go on. */
  stop(): void {
    this.pacer.stop();
  }
}
