import { expect, test } from "vitest";
import {
  buffersOf,
  type TimedAttempt,
  toBatch,
  toOperations,
} from "../../../src/workloads/key_value/operation_batch.ts";
import { Operation, Outcome } from "../../../src/record/mod.ts";

const options = { run_id: "r", nodes: ["node-0", "node-1"] };

function toAttempt(entry: Partial<TimedAttempt> = {}): TimedAttempt {
  return {
    worker: 0,
    serial: 0,
    node: 0,
    kind: "put",
    started: 0,
    duration: 0,
    outcome: "ok",
    error: "",
    code: "",
    bytes: 0,
    ...entry,
  };
}

test("toOperations() restores what toBatch() got, after a transfer", () => {
  const entries = Outcome.options.map((outcome, i) =>
    toAttempt({
      worker: i,
      serial: 10 * i,
      node: i % 2,
      kind: i % 3 === 0 ? "get" : "put",
      started: Date.UTC(2026, 0, 2) + i,
      duration: i / 8,
      outcome,
      error: i % 2 === 0 ? "" : `why, "${i}"`,
      bytes: 2 ** i,
    })
  );
  const batch = toBatch(entries);
  const sent = structuredClone(batch, { transfer: buffersOf(batch) });
  expect(batch.started).toHaveLength(0);
  const rows = toOperations(sent, options);
  expect(rows).toEqual(entries.map((entry, i) => ({
    run_id: "r",
    operation_id: `${i}-${10 * i}`,
    kind: entry.kind,
    subject: options.nodes[i % 2],
    started_at: `2026-01-02T00:00:00.00${i}000Z`,
    duration_s: entry.duration,
    outcome: entry.outcome,
    error: entry.error,
    bytes: entry.bytes,
    worker: `w${i}`,
  })));
  for (const row of rows) expect(Operation.parse(row)).toEqual(row);
});

test.each([
  [Date.UTC(2026, 6, 1) + 0.25, "2026-07-01T00:00:00.000250Z"],
  [Date.UTC(2026, 6, 1) + 999.9995, "2026-07-01T00:00:00.999999Z"],
  [Date.UTC(2026, 6, 1) + 7.00048828125, "2026-07-01T00:00:00.007000Z"],
])("toOperations() formats the time %f to the microsecond", (started, text) => {
  const [row] = toOperations(toBatch([toAttempt({ started })]), options);
  expect(row?.started_at).toBe(text);
});

test("toOperations() rounds durations to the microsecond", () => {
  const durations = [0.0000004, 0.0000006, 0.1234567, 12.5];
  const batch = toBatch(durations.map((duration) => toAttempt({ duration })));
  expect(toOperations(batch, options).map(({ duration_s }) => duration_s))
    .toEqual([0, 0.000001, 0.123457, 12.5]);
});

test("toBatch() of no attempts is empty", () => {
  expect(toOperations(toBatch([]), options)).toEqual([]);
});
