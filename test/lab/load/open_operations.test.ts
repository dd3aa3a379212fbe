import { expect, test } from "vitest";
import { successful } from "../../../src/lab/clients/attempt.ts";
import { openOperations } from "../../../src/lab/load/open_operations.ts";
import {
  type Batch,
  buffersOf,
  EndedAttempts,
  type OperationGroup,
  type TimedAttempt,
} from "../../../src/lab/load/operation_batch.ts";
import {
  countOk,
  outcomesOf,
} from "../../../src/lab/recording/operation_rows.ts";
import { Operation, Outcome } from "../../../src/record/mod.ts";

const groups: readonly OperationGroup[] = [
  { id: "0", kind: "put", subject: "node-0", worker: "w0" },
  { id: "0", kind: "get", subject: "node-0", worker: "w0" },
  { id: "big-3", kind: "big", subject: "prometheus", worker: "u3" },
];
const posted = { groups, pacing: { arrivals: 0, late: 0 } };
const none = { ...posted, groups: [] };
const toOperations = (batch: Batch) => [...openOperations("r")(batch)];

function toBatch(
  entries: readonly TimedAttempt[],
  rest: Pick<Batch, "groups" | "pacing">,
): Batch {
  const ended = new EndedAttempts();
  for (const entry of entries) ended.add(entry);
  return { ...rest, ...ended.take() };
}

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

test("openOperations() restores what EndedAttempts got, after a transfer", () => {
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
  const batch = toBatch(entries, posted);
  const sent = structuredClone(batch, { transfer: buffersOf(batch) });
  expect(batch.started).toHaveLength(0);
  const rows = toOperations(sent);
  expect(rows).toEqual(entries.map(({ attempt, duration }, i) => ({
    run_id: "r",
    operation_id: `${groups[i % 3]?.id}-${10 * i}`,
    kind: groups[i % 3]?.kind,
    subject: groups[i % 3]?.subject,
    started_at: `2026-01-02T00:00:00.00${i}Z`,
    duration_s: duration,
    ...attempt,
    worker: groups[i % 3]?.worker,
  })));
  for (const row of rows) expect(Operation.parse(row)).toEqual(row);
});

test.each([
  [Date.UTC(2026, 6, 1) + 0.25, "2026-07-01T00:00:00.000250Z"],
  [Date.UTC(2026, 6, 1) + 999.9995, "2026-07-01T00:00:00.999999Z"],
  [Date.UTC(2026, 6, 1) + 7.00048828125, "2026-07-01T00:00:00.007Z"],
])("openOperations() gives the time %f to the microsecond", (started, text) => {
  const [row] = toOperations(toBatch([toEntry({ started })], posted));
  expect(row?.started_at).toBe(text);
});

test("openOperations() rounds durations to the microsecond", () => {
  const durations = [0.0000004, 0.0000006, 0.1234567, 12.5];
  const batch = toBatch(
    durations.map((duration) => toEntry({ duration })),
    posted,
  );
  expect(toOperations(batch).map(({ duration_s }) => duration_s))
    .toEqual([0, 0.000001, 0.123457, 12.5]);
});

test("openOperations() refuses a group that was not posted", () => {
  const batch = toBatch([toEntry({ group: 3 })], posted);
  expect(() => toOperations(batch)).toThrow(TypeError);
});

test("openOperations() keeps groups for later batches, and gives rows that have the same in common the same shape", () => {
  const toRows = openOperations("r");
  const refused = {
    outcome: "refused",
    error: "no",
    code: "",
    bytes: 0,
  } as const;
  const entries = [
    toEntry({ number: 1 }),
    toEntry({ number: 2, attempt: refused }),
    toEntry({ number: 3, group: 1 }),
    toEntry({ number: 4, attempt: { ...refused, error: "never" } }),
    toEntry({ number: 5, attempt: refused }),
    toEntry({ number: 6 }),
  ];
  const first = toRows(toBatch(entries, posted));
  const second = toRows(toBatch(entries, none));
  expect([...first.batch.shape]).toEqual([0, 1, 2, 3, 1, 0]);
  expect([...second]).toEqual([...first]);
  for (const [i, shape] of second.batch.shapes.entries()) {
    expect(shape).toBe(first.batch.shapes[i]);
  }
  expect([...outcomesOf(first)].map(({ outcome }) => outcome))
    .toEqual([...first].map(({ outcome }) => outcome));
  expect([countOk(second), countOk([...second])]).toEqual([3, 3]);
});

test("openOperations() tells apart more failures than it keeps", () => {
  const entries = Array.from({ length: 2500 }, (_, i) =>
    toEntry({
      number: i,
      attempt: { outcome: "failed", error: `e${i % 1250}`, code: "", bytes: 0 },
    }));
  const toRows = openOperations("r");
  // Each is gone through when all are there.
  const batches = [posted, none, none].map((rest) =>
    toRows(toBatch(entries, rest))
  );
  const errors = entries.map(({ attempt }) => attempt.error);
  for (const rows of batches) {
    expect([...rows].map(({ error }) => error)).toEqual(errors);
  }
  const kept = batches.map(({ batch }) => batch.shapes.length);
  expect(kept).toEqual([1250, 1250, 1250]);
});

test("openOperations() of no attempts is empty", () => {
  expect(toOperations(toBatch([], none))).toEqual([]);
});
