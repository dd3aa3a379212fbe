/** Converts attempts to columns, which a load thread posts, and those to rows of `operations`. */
import {
  type Operation,
  type OperationKind,
  Outcome,
  type StepKind,
} from "../../record/mod.ts";
import type { Attempt } from "../clients/attempt.ts";
import { toTime } from "../timing/wall_clock.ts";
import type { Pacing } from "./generator_health.ts";

const outcomes = Outcome.options;
const NO_ERROR = [-1, "", ""] as const;

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

/** Returns rows of the table `operations`; `groups` are those of all batches of the thread so far. */
export function toOperations(
  batch: Batch,
  { run_id, groups }: {
    readonly run_id: string;
    readonly groups: readonly OperationGroup[];
  },
): Operation[] {
  const { length } = batch.started;
  const rows: Operation[] = [];
  // A plain loop: a row is made for every request, and takes a third of the time of one by `Array.from()`.
  let failed = 0;
  for (let i = 0; i < length; i++) {
    const group = groups[batch.group[i]!];
    if (!group) {
      throw new TypeError(
        "Cannot read a batch as it names a group that was not posted",
      );
    }
    const [at, error, code] = batch.errors[failed] ?? NO_ERROR;
    const hasFailed = at === i;
    if (hasFailed) failed++;
    rows.push({
      run_id,
      operation_id: `${group.id}-${batch.number[i]}`,
      kind: group.kind,
      subject: group.subject,
      started_at: toTime(batch.started[i]!),
      // To the microsecond, the resolution of the clock.
      duration_s: Math.round(batch.duration[i]! * 1e6) / 1e6,
      outcome: outcomes[batch.outcome[i]!] ?? "failed",
      error: hasFailed ? error : "",
      code: hasFailed ? code : "",
      bytes: batch.bytes[i]!,
      worker: group.worker,
    });
  }
  return rows;
}
