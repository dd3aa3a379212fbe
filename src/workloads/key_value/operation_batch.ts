/** Converts attempts to columns, which a load thread posts, and those to rows of `operations`. */
import {
  type Operation,
  type OperationKind,
  Outcome,
} from "../../record/mod.ts";
import type { Attempt } from "../../lab/clients/attempt.ts";
import { toTime } from "../../lab/timing/wall_clock.ts";

export const kinds = ["put", "get"] as const satisfies readonly OperationKind[];
const outcomes = Outcome.options;

/** Attempts as one column per field; columns are transferred between threads without copying. */
export interface Batch {
  /** Index of the worker. */
  readonly worker: Int32Array;
  /** Earlier attempts of the worker. */
  readonly serial: Int32Array;
  /** Index of the endpoint. */
  readonly node: Int32Array;
  readonly kind: Uint8Array;
  /** Milliseconds since 1970, with fractions; in an open loop the intended start. */
  readonly started: Float64Array;
  /** Seconds. */
  readonly duration: Float64Array;
  readonly outcome: Uint8Array;
  readonly bytes: Int32Array;
  /** Error texts and codes, with the index of their attempt. */
  readonly errors: readonly (readonly [number, string, string])[];
}

/** An attempt with its worker, node and times; see `Batch`. */
export interface TimedAttempt extends Attempt {
  readonly worker: number;
  readonly serial: number;
  readonly node: number;
  readonly kind: (typeof kinds)[number];
  readonly started: number;
  readonly duration: number;
}

export function toBatch(entries: readonly TimedAttempt[]): Batch {
  const { length } = entries;
  const batch = {
    worker: new Int32Array(length),
    serial: new Int32Array(length),
    node: new Int32Array(length),
    kind: new Uint8Array(length),
    started: new Float64Array(length),
    duration: new Float64Array(length),
    outcome: new Uint8Array(length),
    bytes: new Int32Array(length),
    errors: [] as [number, string, string][],
  };
  for (const [i, entry] of entries.entries()) {
    batch.worker[i] = entry.worker;
    batch.serial[i] = entry.serial;
    batch.node[i] = entry.node;
    batch.kind[i] = kinds.indexOf(entry.kind);
    batch.started[i] = entry.started;
    batch.duration[i] = entry.duration;
    batch.outcome[i] = outcomes.indexOf(entry.outcome);
    batch.bytes[i] = entry.bytes;
    if (entry.error !== "") batch.errors.push([i, entry.error, entry.code]);
  }
  return batch;
}

/** Returns the buffers of a batch, to be transferred with it. */
export function buffersOf(batch: Batch): ArrayBuffer[] {
  return Object.values(batch).flatMap((column) =>
    ArrayBuffer.isView(column) ? [column.buffer as ArrayBuffer] : []
  );
}

/** Returns rows of the table `operations`; the subject is the name of the node. */
export function toOperations(
  batch: Batch,
  { run_id, nodes }: {
    readonly run_id: string;
    readonly nodes: readonly string[];
  },
): Operation[] {
  const errors = new Map(
    batch.errors.map(([i, error, code]) => [i, { error, code }]),
  );
  return Array.from(batch.started, (started, i) => ({
    run_id,
    operation_id: `${batch.worker[i]}-${batch.serial[i]}`,
    kind: kinds[batch.kind[i] ?? 0] ?? "",
    subject: nodes[batch.node[i] ?? 0] ?? "",
    started_at: toTime(started),
    // To the microsecond, the resolution of the clock.
    duration_s: Math.round((batch.duration[i] ?? 0) * 1e6) / 1e6,
    outcome: outcomes[batch.outcome[i] ?? 0] ?? "failed",
    ...errors.get(i) ?? { error: "", code: "" },
    bytes: batch.bytes[i] ?? 0,
    worker: `w${batch.worker[i]}`,
  }));
}
