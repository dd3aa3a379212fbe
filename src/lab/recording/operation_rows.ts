/** Operations of a load on their way to its record: as rows, or in a batch of which nobody has made rows yet. */
import { type Operation, type RowBatch, rowsOf } from "../../record/mod.ts";

/** Operations in a batch; to go through them makes an object of each. Its shapes have the subject and the outcome. */
export class BatchedOperations implements Iterable<Operation> {
  readonly batch: RowBatch<"operations">;

  constructor(batch: RowBatch<"operations">) {
    this.batch = batch;
  }

  get length(): number {
    return this.batch.count;
  }

  [Symbol.iterator](): Iterator<Operation> {
    return rowsOf(this.batch)[Symbol.iterator]();
  }
}

/** Operations in order. */
export type OperationRows = readonly Operation[] | BatchedOperations;

/** Returns the subjects and outcomes of operations, in order, without an object for each operation of a batch. */
export function outcomesOf(
  rows: OperationRows,
): Iterable<Pick<Operation, "subject" | "outcome">> {
  return rows instanceof BatchedOperations ? shapesOf(rows.batch) : rows;
}

function* shapesOf(
  { shapes, shape, count }: RowBatch<"operations">,
): Generator<Operation> {
  for (let i = 0; i < count; i++) yield shapes[shape[i]!]!;
}

/** Returns how many of some operations are `ok`. */
export function countOk(rows: OperationRows): number {
  if (!(rows instanceof BatchedOperations)) {
    return rows.filter(({ outcome }) => outcome === "ok").length;
  }
  const { shapes, shape, count } = rows.batch;
  const ok = shapes.map(({ outcome }) => outcome === "ok" ? 1 : 0);
  let total = 0;
  for (let i = 0; i < count; i++) total += ok[shape[i]!]!;
  return total;
}
