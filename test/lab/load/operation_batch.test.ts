import { expect, test } from "vitest";
import { successful } from "../../../src/lab/clients/attempt.ts";
import {
  buffersOf,
  type OperationGroup,
  type TimedAttempt,
  toBatch,
  toOperations,
} from "../../../src/lab/load/operation_batch.ts";
import { Operation, Outcome } from "../../../src/record/mod.ts";

const groups: readonly OperationGroup[] = [
  { id: "0", kind: "put", subject: "node-0", worker: "w0" },
  { id: "0", kind: "get", subject: "node-0", worker: "w0" },
  { id: "big-3", kind: "big", subject: "prometheus", worker: "u3" },
];
const options = { run_id: "r", groups };
const none = { groups: [], pacing: { arrivals: 0, late: 0 } };

function toEntry(entry: Partial<TimedAttempt> = {}): TimedAttempt {
  return {
    group: 0,
    number: 0,
    started: 0,
    duration: 0,
    attempt: successful(0),
    ...entry,
  };
}

test("toOperations() restores what toBatch() got, after a transfer", () => {
  const entries = Outcome.options.map((outcome, i) =>
    toEntry({
      group: i % 3,
      number: 10 * i,
      started: Date.UTC(2026, 0, 2) + i,
      duration: i / 8,
      attempt: {
        outcome,
        error: i % 2 === 0 ? "" : `why, "${i}"`,
        code: i % 2 === 0 ? "" : "503",
        // Above 32 bits.
        bytes: 2 ** (5 * i),
      },
    })
  );
  const batch = toBatch(entries, none);
  const sent = structuredClone(batch, { transfer: buffersOf(batch) });
  expect(batch.started).toHaveLength(0);
  const rows = toOperations(sent, options);
  expect(rows).toEqual(entries.map(({ attempt, duration }, i) => ({
    run_id: "r",
    operation_id: `${groups[i % 3]?.id}-${10 * i}`,
    kind: groups[i % 3]?.kind,
    subject: groups[i % 3]?.subject,
    started_at: `2026-01-02T00:00:00.00${i}000Z`,
    duration_s: duration,
    ...attempt,
    worker: groups[i % 3]?.worker,
  })));
  for (const row of rows) expect(Operation.parse(row)).toEqual(row);
});

test.each([
  [Date.UTC(2026, 6, 1) + 0.25, "2026-07-01T00:00:00.000250Z"],
  [Date.UTC(2026, 6, 1) + 999.9995, "2026-07-01T00:00:00.999999Z"],
  [Date.UTC(2026, 6, 1) + 7.00048828125, "2026-07-01T00:00:00.007000Z"],
])("toOperations() formats the time %f to the microsecond", (started, text) => {
  const [row] = toOperations(toBatch([toEntry({ started })], none), options);
  expect(row?.started_at).toBe(text);
});

test("toOperations() rounds durations to the microsecond", () => {
  const durations = [0.0000004, 0.0000006, 0.1234567, 12.5];
  const batch = toBatch(
    durations.map((duration) => toEntry({ duration })),
    none,
  );
  expect(toOperations(batch, options).map(({ duration_s }) => duration_s))
    .toEqual([0, 0.000001, 0.123457, 12.5]);
});

test("toOperations() refuses a group that was not posted", () => {
  const batch = toBatch([toEntry({ group: 3 })], none);
  expect(() => toOperations(batch, options)).toThrow(TypeError);
});

test("toBatch() of no attempts is empty", () => {
  expect(toOperations(toBatch([], none), options)).toEqual([]);
});
