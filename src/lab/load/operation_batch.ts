/** Converts attempts to columns, which a load thread posts, and those to columns of `operations`. */
import {
  type Operation,
  type OperationKind,
  Outcome,
  type StepKind,
} from "../../record/mod.ts";
import type { Attempt } from "../clients/attempt.ts";
import { BatchedOperations } from "../recording/operation_rows.ts";
import type { Pacing } from "./generator_health.ts";

const outcomes = Outcome.options;
/** Failures that differ and are kept: an outage repeats one thousands of times, and a text of each may fill the memory. */
const MAX_FAILURES = 1000;

/** What the operations of one kind and one worker have in common. */
export interface OperationGroup {
  /** Beginning of their `operation_id`; their number follows. Groups may share it if they share the numbers. */
  readonly id: string;
  readonly kind: OperationKind | StepKind;
  readonly subject: string;
  readonly worker: string;
}

/** Attempts as one column per field; columns are transferred between threads without copying. */
export interface Batch {
  /** Groups that are new since the last batch of the thread. */
  readonly groups: readonly OperationGroup[];
  /** Arrivals since the last batch. */
  readonly pacing: Pacing;
  /** Index among all groups of the thread. */
  readonly group: Int32Array;
  /** Number of the attempt in `operation_id`. */
  readonly number: Int32Array;
  /** Intended start in milliseconds since 1970, with fractions. */
  readonly started: Float64Array;
  /** Seconds since the intended start. */
  readonly duration: Float64Array;
  /** Index in `Outcome.options`. */
  readonly outcome: Uint8Array;
  readonly bytes: Float64Array;
  /** Error texts and codes with the index of their attempt, in its order. */
  readonly errors: readonly (readonly [number, string, string])[];
}

/** An attempt with its group and times; see `Batch`. */
export interface TimedAttempt {
  readonly group: number;
  readonly number: number;
  readonly started: number;
  readonly duration: number;
  readonly attempt: Attempt;
}

export function toBatch(
  entries: readonly TimedAttempt[],
  { groups, pacing }: Pick<Batch, "groups" | "pacing">,
): Batch {
  const { length } = entries;
  const batch = {
    groups,
    pacing,
    group: new Int32Array(length),
    number: new Int32Array(length),
    started: new Float64Array(length),
    duration: new Float64Array(length),
    outcome: new Uint8Array(length),
    bytes: new Float64Array(length),
    errors: [] as [number, string, string][],
  };
  for (const [i, entry] of entries.entries()) {
    const { attempt } = entry;
    batch.group[i] = entry.group;
    batch.number[i] = entry.number;
    batch.started[i] = entry.started;
    batch.duration[i] = entry.duration;
    batch.outcome[i] = outcomes.indexOf(attempt.outcome);
    batch.bytes[i] = attempt.bytes;
    if (attempt.error !== "") {
      batch.errors.push([i, attempt.error, attempt.code]);
    }
  }
  return batch;
}

/** Returns the buffers of a batch, to be transferred with it. */
export function buffersOf(batch: Batch): ArrayBuffer[] {
  return Object.values(batch).flatMap((column) =>
    ArrayBuffer.isView(column) ? [column.buffer as ArrayBuffer] : []
  );
}

/** Returns a function that converts the batches of one thread, in order; it throws TypeError if one lacks a group. */
export function openOperations(
  run_id: string,
): (batch: Batch) => BatchedOperations {
  const groups: OperationGroup[] = [];
  // What rows have in common, of all batches: its texts are then made once. By group and outcome, and of failures.
  let shapes: Operation[] = [];
  let successes: (number | undefined)[] = [];
  const failures = new Map<string, number>();

  /** Returns the index of a new shape. */
  function addShape(
    index: number,
    result: Pick<Operation, "outcome" | "error" | "code">,
  ): number {
    const group = groups[index];
    if (!group) {
      throw new TypeError(
        "Cannot read a batch as it names a group that was not posted",
      );
    }
    const { id, kind, subject, worker } = group;
    return shapes.push({
      ...{ run_id, operation_id: `${id}-`, kind, subject },
      ...{ started_at: null, duration_s: null, ...result, bytes: null, worker },
    }) - 1;
  }

  function withoutError(group: number, outcome: number): number {
    const key = outcomes.length * group + outcome;
    const known = successes[key];
    if (known !== undefined) return known;
    const result = { outcome: toOutcome(outcome), error: "", code: "" };
    const index = addShape(group, result);
    successes[key] = index;
    return index;
  }

  function withError(
    group: number,
    outcome: number,
    [, error, code]: Batch["errors"][number],
  ): number {
    const key = [group, outcome, code, error].join("\0");
    const known = failures.get(key);
    if (known !== undefined) return known;
    const result = { outcome: toOutcome(outcome), error, code };
    const index = addShape(group, result);
    failures.set(key, index);
    return index;
  }

  return (batch) => {
    for (const group of batch.groups) groups.push(group);
    if (failures.size > MAX_FAILURES) {
      // Anew, as earlier batches have the old ones.
      shapes = [];
      successes = [];
      failures.clear();
    }
    const count = batch.group.length;
    const shape = new Uint32Array(count);
    let failed = 0;
    for (let i = 0; i < count; i++) {
      const [group, outcome] = [batch.group[i]!, batch.outcome[i]!];
      const error = batch.errors[failed];
      if (error?.[0] === i) {
        failed++;
        shape[i] = withError(group, outcome, error);
      } else shape[i] = withoutError(group, outcome);
    }
    return new BatchedOperations({
      table: "operations",
      ...{ shapes, count, shape },
      numbers: {
        operation_id: new Float64Array(batch.number),
        started_at: batch.started.map(toWholeMicros),
        // To the microsecond, the resolution of the clock.
        duration_s: batch.duration.map((s) => Math.round(s * 1e6) / 1e6),
        bytes: batch.bytes,
      },
      texts: {},
    });
  };
}

function toOutcome(index: number): Outcome {
  return outcomes[index] ?? "failed";
}

/** Returns a time in ms without what is below its last whole microsecond. */
function toWholeMicros(ms: number): number {
  const whole = Math.floor(ms);
  return whole + Math.floor((ms - whole) * 1000) / 1000;
}
