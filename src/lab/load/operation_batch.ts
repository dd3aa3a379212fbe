/** Collects the attempts of a load thread as the columns that it posts. */
import type { OperationKind, StepKind } from "../../record/mod.ts";
import { outcomes } from "../../record/model/outcomes.ts";
import type { Attempt } from "../clients/attempt.ts";
import type { Pacing } from "./generator_health.ts";

/** What the operations of one kind and one worker have in common. */
export interface OperationGroup {
  /** Beginning of their `operation_id`; their number follows. Groups may share it if they share the numbers. */
  readonly id: string;
  readonly kind: OperationKind | StepKind;
  readonly subject: string;
  readonly worker: string;
}

/** Attempts as one column per field; columns are transferred between threads without copying. */
export interface AttemptColumns {
  /** Index among all groups of the thread. */
  readonly group: Int32Array<ArrayBuffer>;
  /** Number of the attempt in `operation_id`. */
  readonly number: Int32Array<ArrayBuffer>;
  /** Intended start in milliseconds since 1970, with fractions. */
  readonly started: Float64Array<ArrayBuffer>;
  /** Seconds since the intended start. */
  readonly duration: Float64Array<ArrayBuffer>;
  /** Index in `outcomes`. */
  readonly outcome: Uint8Array<ArrayBuffer>;
  readonly bytes: Float64Array<ArrayBuffer>;
  /** Error texts and codes with the index of their attempt, in its order. */
  readonly errors: readonly (readonly [number, string, string])[];
}

/** What a thread posts. */
export interface Batch extends AttemptColumns {
  /** Groups that are new since the last batch of the thread. */
  readonly groups: readonly OperationGroup[];
  /** Arrivals since the last batch. */
  readonly pacing: Pacing;
}

/** An attempt with its group and times; see `AttemptColumns`. */
export interface TimedAttempt {
  readonly group: number;
  readonly number: number;
  readonly started: number;
  readonly duration: number;
  readonly attempt: Attempt;
}

const FIRST_ROWS = 2048;

/** Attempts that have ended, in columns that grow and are used again: no object is kept for any of them. */
export class EndedAttempts {
  #columns = emptyColumns(FIRST_ROWS);
  #errors: [number, string, string][] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add({ group, number, started, duration, attempt }: TimedAttempt): void {
    const i = this.#length++;
    if (i === this.#columns.group.length) this.#columns = grown(this.#columns);
    const columns = this.#columns;
    columns.group[i] = group;
    columns.number[i] = number;
    columns.started[i] = started;
    columns.duration[i] = duration;
    columns.outcome[i] = outcomes.indexOf(attempt.outcome);
    columns.bytes[i] = attempt.bytes;
    if (attempt.error !== "") {
      this.#errors.push([i, attempt.error, attempt.code]);
    }
  }

  /** Returns a copy of all attempts, and has none from then on. */
  take(): AttemptColumns {
    const { group, number, started, duration, outcome, bytes } = this.#columns;
    const [length, errors] = [this.#length, this.#errors];
    this.#length = 0;
    this.#errors = [];
    return {
      group: group.slice(0, length),
      number: number.slice(0, length),
      started: started.slice(0, length),
      duration: duration.slice(0, length),
      outcome: outcome.slice(0, length),
      bytes: bytes.slice(0, length),
      errors,
    };
  }
}

type Columns = Omit<AttemptColumns, "errors">;

function emptyColumns(rows: number): Columns {
  return {
    group: new Int32Array(rows),
    number: new Int32Array(rows),
    started: new Float64Array(rows),
    duration: new Float64Array(rows),
    outcome: new Uint8Array(rows),
    bytes: new Float64Array(rows),
  };
}

/** Returns columns of twice as many rows, that begin with the same. */
function grown(columns: Columns): Columns {
  const larger = emptyColumns(2 * columns.group.length);
  for (const name of Object.keys(columns) as (keyof Columns)[]) {
    larger[name].set(columns[name]);
  }
  return larger;
}

/** Returns the buffers of a batch, to be transferred with it. */
export function buffersOf(batch: Batch): ArrayBuffer[] {
  return Object.values(batch).flatMap((column) =>
    ArrayBuffer.isView(column) ? [column.buffer as ArrayBuffer] : []
  );
}
