/**
 * Paces, times and collects the operations of one load thread, of every workload. Latency counts from the intended
 * start, which avoids coordinated omission.
 */
import { type Attempt, unsuccessful } from "../clients/attempt.ts";
import { Pacer } from "../timing/pacer.ts";
import { toEpoch } from "../timing/wall_clock.ts";
import { LATE_THRESHOLD_S } from "./arrivals.ts";
import type { GeneratorGauges } from "./generator_health.ts";
import {
  type AttemptColumns,
  type Batch,
  EndedAttempts,
  type OperationGroup,
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

/** An attempt, and when it ended in ms of `performance.now()`. */
export interface AttemptEnd {
  readonly ended: number;
  readonly attempt: Attempt;
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
  readonly #ended = new EndedAttempts();
  /** Attempts that ended before those of `#ended`, of which there were as many as a batch may have. */
  #full: AttemptColumns[] = [];
  #inFlight = 0;
  #arrivals = 0;
  #late = 0;
  /** Milliseconds. */
  #pacingError = 0;

  /** Operations that `begin()` counted, and that have not ended. */
  get inFlight(): number {
    return this.#inFlight;
  }

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
    operation: DueOperation,
    act: () => Promise<Attempt>,
  ): Promise<Attempt> {
    if (this.pacer.stopped) return this.skip(operation);
    this.begin();
    const attempt = await act();
    this.end(operation, { ended: performance.now(), attempt });
    return attempt;
  }

  /** Counts an operation as in flight, until `end()`. */
  begin(): void {
    this.#inFlight++;
  }

  /** Records an operation that `begin()` counted. */
  end(operation: DueOperation, result: AttemptEnd): void {
    this.#inFlight--;
    this.note(operation, result);
  }

  /** Records an operation as `unfinished` that was due, and is not sent as the load was stopped. */
  skip(operation: DueOperation): Attempt {
    this.note(operation, { ended: performance.now(), attempt: NOT_SENT });
    return NOT_SENT;
  }

  /** Records what was not sent by `make()`, or has ended at another time. */
  note(
    { group, number, due }: DueOperation,
    { ended, attempt }: AttemptEnd,
  ): void {
    this.#ended.add({
      group,
      number,
      started: toEpoch(due),
      duration: (ended - due) / 1000,
      attempt,
    });
    if (this.#ended.length === MAX_BATCH_ATTEMPTS) {
      this.#full.push(this.#ended.take());
    }
  }

  /** Returns the operations that ended and the arrivals since the last call; nothing if there were none. */
  take(): Batch[] {
    const all = this.#full;
    this.#full = [];
    // Arrivals are posted though nothing has ended.
    if (this.#ended.length > 0 || (all.length === 0 && this.#arrivals > 0)) {
      all.push(this.#ended.take());
    }
    return all.map((columns) => {
      const batch = {
        groups: this.#groups,
        pacing: { arrivals: this.#arrivals, late: this.#late },
        ...columns,
      };
      this.#groups = [];
      this.#arrivals = this.#late = 0;
      return batch;
    });
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
