import { expect, test } from "vitest";
import {
  warningName,
  warningsOf,
} from "../../../src/analysis/overview/warnings.ts";
import type { Warning } from "../../../src/record/mod.ts";
import {
  toTestOperation,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

function toWarning(
  run_id: string,
  code: string,
  options: Partial<Warning> = {},
): Warning {
  return {
    run_id,
    stage: "ingest",
    code,
    message: `${code} of ${run_id}`,
    place: "a.md:2",
    n: 1,
    ...options,
  };
}

test("warningsOf() counts by kind, the most frequent first, with the first as example", () =>
  withTestStore([
    [toTestRun("r1"), {
      warnings: [
        toWarning("r1", "bad-cell", { place: "a.md:7", message: "later" }),
        toWarning("r1", "bad-cell", { place: "a.md:3", message: "earlier" }),
        toWarning("r1", "no-date"),
      ],
    }],
    [toTestRun("r2"), {
      warnings: [
        toWarning("r2", "bad-cell", { place: "a.md:1" }),
        toWarning("r2", "lost-sample", { stage: "run", n: 40 }),
      ],
    }],
  ], async (store) => {
    expect(await warningsOf(store)).toEqual([
      {
        experiments: "kv",
        stage: "run",
        code: "lost-sample",
        n: 40,
        runs: 1,
        example: "lost-sample of r2",
        place: "a.md:2",
      },
      {
        experiments: "kv",
        stage: "ingest",
        code: "bad-cell",
        n: 3,
        runs: 2,
        example: "earlier",
        place: "a.md:3",
      },
      expect.objectContaining({ code: "no-date", n: 1, runs: 1 }),
    ]);
  }));

test("warningName() returns a code in words", () => {
  expect(warningName("probe-late")).toBe("probe late");
});

test("warningsOf() returns no rows without warnings", () =>
  withTestStore([
    [toTestRun("r1"), { operations: [toTestOperation("r1")] }],
  ], async (store) => {
    expect(await warningsOf(store)).toEqual([]);
  }));
