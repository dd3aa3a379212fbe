import { expect, test } from "vitest";
import { emptyPiece } from "../../../src/ingest/mod.ts";
import {
  addTimelines,
  toStagedRows,
} from "../../../src/ingest/stages/staged_rows.ts";
import type { StageTimeline } from "../../../src/ingest/stages/open_timelines.ts";
import { Operation, Stage, stageModels } from "../../../src/record/mod.ts";

const begin = Date.UTC(2026, 0, 2);

function timeline(times: readonly number[]): StageTimeline {
  return {
    ...{ model: stageModels.request, name: "1", attempt: 1, part: 0 },
    ...{ subject: "/v1/desired_lrps", cell: "" },
    times: times.map((ms) => begin + ms),
  };
}

test("toStagedRows() makes an operation from the first stage to the completing one", () => {
  const { operation, stages } = toStagedRows("r", timeline([0, 1.25]), 7);
  expect(Operation.parse(operation)).toMatchObject({
    ...{ operation_id: "request:7", subject: "/v1/desired_lrps" },
    ...{ duration_s: 0.00125, outcome: "ok" },
    started_at: "2026-01-02T00:00:00.000000Z",
  });
  expect(stages.map((stage) => Stage.parse(stage).at)).toEqual([
    "2026-01-02T00:00:00.000000Z",
    "2026-01-02T00:00:00.001250Z",
  ]);
});

test("toStagedRows() keeps a start without an end, an end without a start, and an end before its start", () => {
  const endless = toStagedRows("r", timeline([0, NaN]), 1);
  expect(endless.operation).toMatchObject({
    ...{ outcome: "unfinished", duration_s: null },
  });
  expect(endless.stages).toHaveLength(1);
  const startless = toStagedRows("r", timeline([NaN, 5]), 1);
  expect(startless.operation).toMatchObject({
    ...{ outcome: "ok", duration_s: null },
  });
  const backwards = toStagedRows("r", timeline([5, 2]), 1);
  expect(backwards.operation).toMatchObject({
    ...{ outcome: "ok", duration_s: null },
  });
  expect(backwards.stages).toHaveLength(2);
});

test("toStagedRows() names entities of a log by their name and attempt", () => {
  const task = {
    ...{ model: stageModels.task, name: "t", attempt: 2, subject: "" },
    ...{ part: 0, cell: "cell-1", times: new Array(16).fill(NaN) },
  };
  expect(toStagedRows("r", task, 1)).toMatchObject({
    operation: {
      ...{ operation_id: "task:t#2", worker: "cell-1", started_at: null },
    },
    stages: [],
  });
});

test("toStagedRows() tells entities apart that began after others had been closed", () => {
  const task = {
    ...{ model: stageModels.task, name: "t", attempt: 1, subject: "" },
    ...{ part: 1, cell: "", times: new Array(16).fill(NaN) },
  };
  const idOf = (options: Partial<StageTimeline>) =>
    toStagedRows("r", { ...task, ...options }, 1).operation.operation_id;
  expect([idOf({}), idOf({ attempt: 2 }), idOf({ part: 0 })])
    .toEqual(["task:t~2", "task:t~2#2", "task:t"]);
});

test("addTimelines() yields a piece when it has many stages, and returns the rest", () => {
  const timelines = Array.from({ length: 6000 }, () => timeline([0, 1]));
  const pieces = addTimelines(
    emptyPiece("lines"),
    timelines,
    ({ rows }, one) => {
      rows.stages.push(...toStagedRows("r", one, 1).stages);
    },
  );
  const full = pieces.next();
  expect(full.value.rows.stages).toHaveLength(10_000);
  const rest = pieces.next();
  expect([rest.done, rest.value.rows.stages.length]).toEqual([true, 2000]);
  expect(rest.value.counts.unit).toBe("lines");
});
