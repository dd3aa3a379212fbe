/** Converts the batches that a load thread posts to columns of `operations`. */
import type { Operation } from "../../record/mod.ts";
import { outcomes } from "../../record/model/outcomes.ts";
import { BatchedOperations } from "../recording/operation_rows.ts";
import type { Batch, OperationGroup } from "./operation_batch.ts";

/** Failures that differ and are kept: an outage repeats one thousands of times, and a text of each may fill the memory. */
const MAX_FAILURES = 1000;

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

function toOutcome(index: number): Operation["outcome"] {
  return outcomes[index] ?? "failed";
}

/** Returns a time in ms without what is below its last whole microsecond. */
function toWholeMicros(ms: number): number {
  const whole = Math.floor(ms);
  return whole + Math.floor((ms - whole) * 1000) / 1000;
}
