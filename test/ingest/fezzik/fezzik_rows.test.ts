import { expect, test } from "vitest";
import {
  addInstances,
  addTasks,
} from "../../../src/ingest/fezzik/fezzik_rows.ts";
import { emptyPiece } from "../../../src/ingest/mod.ts";
import { Operation, Stage } from "../../../src/record/mod.ts";

const common = { ReportTime: "", ReportName: "", NumCells: 1 };
const start = { run_id: "r", us: Date.UTC(2026, 0, 2) * 1000 };

test("addInstances() keeps every instance that was asked for, with what was seen of it", () => {
  const piece = emptyPiece("lines");
  const odd = addInstances(piece, {
    ...{ ...common, NumInstances: 3, LRPDistribution: {} },
    TimeToClaimed: { 0: 1e9, 1: 2e9, 7: 5e9 },
    TimeToRunning: { 0: 3e9, 7: 4e9 },
  }, start);
  expect(odd).toEqual({ early: 1, unreadable: 0, extra: 1 });
  const operations = piece.rows.operations.map((row) => Operation.parse(row));
  expect(
    operations.map(({ operation_id, outcome, duration_s, error }) => [
      ...[operation_id, outcome, duration_s, error],
    ]),
  ).toEqual([
    ["lrp/0", "ok", 3, ""],
    ["lrp/1", "unfinished", null, "claimed, never running"],
    ["lrp/2", "unfinished", null, "never claimed"],
    ["lrp/7", "ok", 4, ""],
  ]);
  const stages = piece.rows.stages.map((row) => Stage.parse(row));
  expect(stages.map(({ operation_id, stage }) => `${operation_id} ${stage}`))
    .toEqual([
      "lrp/0 Claimed-ALRP",
      "lrp/0 Running-In-BBS",
      "lrp/1 Claimed-ALRP",
      "lrp/7 Claimed-ALRP",
      "lrp/7 Running-In-BBS",
    ]);
});

test("addTasks() keeps tasks that failed, that never completed, and that nobody saw", () => {
  const piece = emptyPiece("lines");
  const odd = addTasks(piece, {
    ...{ ...common, NumRequested: 5, TaskDistribution: null },
    TimeToCreate: { a: 1e9, b: 1e9, c: 9e9 },
    TimeToComplete: { a: 2e9, c: 3e9 },
    FailedTasks: { d: "no space", c: "exit 1" },
  }, start);
  expect(odd).toEqual({ early: 1, unreadable: 0, extra: 0 });
  expect(
    piece.rows.operations.map((
      { operation_id, outcome, duration_s, error },
    ) => [operation_id, outcome, duration_s, error]),
  ).toEqual([
    ["a", "ok", 2, ""],
    ["b", "unfinished", null, "never complete"],
    ["c", "failed", 3, "exit 1"],
    ["d", "failed", null, "no space"],
    ["unseen/5", "unfinished", null, "never created"],
  ]);
});

test("times that are no numbers are counted, and without a zero there are no stages", () => {
  const piece = emptyPiece("lines");
  const odd = addInstances(piece, {
    ...{ ...common, NumInstances: 1, LRPDistribution: undefined },
    // Seconds, and more than 64 bits hold.
    TimeToClaimed: { 0: "soon", 1: -1, 2: 1e9, 3: 4.2, 4: 1e19 },
    TimeToRunning: undefined,
  }, { run_id: "r", us: NaN });
  expect(odd).toEqual({ early: 0, unreadable: 4, extra: 1 });
  expect(piece.rows.stages).toEqual([]);
  expect(piece.rows.operations.map(({ started_at }) => started_at))
    .toEqual([null, null]);
});
