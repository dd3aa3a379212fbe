import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import {
  type RawRows,
  sqlOutcome,
  sqlRole,
} from "../../../src/ingest/load_frame/raw_select.ts";
import {
  storeRaw,
  viewRaw,
} from "../../../src/ingest/load_frame/raw_tables.ts";

const rows: RawRows = {
  fields: {
    role: `CASE WHEN is_sum THEN ${sqlRole("sample")}
      ELSE ${sqlRole("operation")} END`,
    at: "TIMESTAMP '2026-01-02 03:04:05'",
    kind: "'request'",
    subject: "label",
    duration_s: "seconds",
    outcome: `CASE WHEN seconds > 1 THEN ${sqlOutcome("timeout")}
      ELSE ${sqlOutcome("ok")} END`,
    unit: "'s'",
  },
  derived: { metric: "'sum of ' || subject", value: "duration_s" },
  source: `(VALUES (false, 'a', 0.5), (true, 'b', 2.5), (true, 'c', -1),
    (false, 'd', -1), (false, NULL, 1.5)) v(is_sum, label, seconds)`,
};

/** Runs the statements of `rows`, and returns what each question is answered. */
async function ask(...questions: string[]): Promise<unknown[][][]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    await connection.run(storeRaw(rows));
    for (const view of viewRaw(rows)) await connection.run(view);
    const answers: unknown[][][] = [];
    for (const question of questions) {
      const read = await connection.runAndReadAll(question);
      answers.push(read.getRowsJS());
    }
    return answers;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

test("storeRaw() stores what no other column and no constant tells, and why rows are left out", async () => {
  const [stored] = await ask("SELECT column_name FROM (DESCRIBE stored)");
  expect(stored!.flat()).toEqual([
    "role",
    "problem",
    "at",
    "subject",
    "duration_s",
    "outcome",
  ]);
});

test("viewRaw() shows all columns of all rows with their numbers, and those that are kept as the record has them", async () => {
  const [raw, operations, samples] = await ask(
    "SELECT number, kind, unit, metric, value, error, problem FROM raw",
    "SELECT * EXCLUDE (started_at) FROM operations",
    'SELECT * EXCLUDE ("at") FROM samples',
  );
  const noValue = "its value is negative, which it cannot be";
  const noDuration = "its duration is negative or no number";
  expect(raw).toEqual([
    [1n, "request", "s", "sum of a", 0.5, null, null],
    [2n, "request", "s", "sum of b", 2.5, null, null],
    [3n, "request", "s", "sum of c", -1, null, noValue],
    [4n, "request", "s", "sum of d", -1, null, noDuration],
    [5n, "request", "s", null, 1.5, null, null],
  ]);
  expect(operations).toEqual([
    ["1", "request", "a", 0.5, "ok", "", "", null, ""],
    ["5", "request", "", 1.5, "timeout", "", "", null, ""],
  ]);
  expect(samples).toEqual([["generator", "sum of b", "s", 2.5]]);
});
