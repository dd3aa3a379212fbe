import { expect, test } from "vitest";
import {
  isError,
  timelineAdder,
  toErrorEvent,
} from "../../../src/ingest/lager/lager_rows.ts";
import { allRows, emptyPiece } from "../../../src/ingest/mod.ts";
import type { StageTimeline } from "../../../src/ingest/stages/open_timelines.ts";
import {
  Event,
  Operation,
  Stage,
  type StageModel,
  stageModels,
} from "../../../src/record/mod.ts";

const begin = Date.UTC(2026, 0, 2);

function timeline(
  model: StageModel,
  times: readonly number[],
  options: Partial<StageTimeline> = {},
): StageTimeline {
  return {
    ...{ model, name: "n", attempt: 1, part: 0, subject: "", cell: "" },
    times: times.map((ms) => begin + ms),
    ...options,
  };
}

test("timelineAdder() writes sessions as batches, numbered in the order of the log", () => {
  const add = timelineAdder("r");
  const piece = emptyPiece("lines");
  const { request, auction } = stageModels;
  add(piece, timeline(request, [0, 2.5], { subject: "/v1/a" }));
  add(piece, timeline(request, [1, NaN], { cell: "c1" }));
  add(piece, timeline(auction, [NaN, 2, NaN, NaN, 3, 4]));
  add(piece, timeline(request, [5, 6], { subject: "/v1/a" }));
  const operations = allRows(piece, "operations").map((row) =>
    Operation.parse(row)
  );
  expect(
    operations.map((
      { operation_id, subject, worker, outcome, duration_s },
    ) => [operation_id, subject, worker, outcome, duration_s]),
  ).toEqual([
    ["request:1", "/v1/a", "", "ok", 0.0025],
    ["request:2", "", "c1", "unfinished", null],
    ["auction:3", "", "", "ok", null],
    ["request:4", "/v1/a", "", "ok", 0.001],
  ]);
  const stages = allRows(piece, "stages").map((row) => Stage.parse(row));
  expect(stages.map(({ operation_id, stage }) => [operation_id, stage]))
    .toEqual([
      ["request:1", "Serving"],
      ["request:1", "Done"],
      ["request:2", "Serving"],
      ["auction:3", "Fetching-Cell-States"],
      ["auction:3", "Scheduling"],
      ["auction:3", "Scheduled"],
      ["request:4", "Serving"],
      ["request:4", "Done"],
    ]);
  // The shapes are shared: two subjects of requests, one of them unfinished, and the auction.
  expect(piece.batches[0]?.shapes).toHaveLength(3);
});

test("timelineAdder() writes what has a name as rows, and begins batches anew in each piece", () => {
  const add = timelineAdder("r");
  const [one, two] = [emptyPiece("lines"), emptyPiece("lines")];
  add(one, timeline(stageModels.request, [0, 1]));
  add(two, timeline(stageModels.request, [2, 3]));
  add(two, timeline(stageModels["missing-cell"], [0, 1, 2, 3]));
  expect([one.rows.operations.length, one.batches.length]).toEqual([0, 2]);
  expect(two.rows.operations.map(({ operation_id }) => operation_id))
    .toEqual(["missing-cell:n"]);
  expect(two.rows.stages).toHaveLength(4);
  expect(allRows(two, "operations").map(({ operation_id }) => operation_id))
    .toEqual(["missing-cell:n", "request:2"]);
});

test("isError() is true for lines of level error and fatal", () => {
  const levels = ["debug", "info", "error", "fatal", "unknown"] as const;
  expect(levels.filter((level) => isError({ level })))
    .toEqual(["error", "fatal"]);
});

test.each([
  [{ error: "refused", session: "4.1" }, "bbs.lock: refused", "4.1"],
  [{}, "bbs.lock", undefined],
  [{ error: { code: 1 }, session: 3 }, "bbs.lock", undefined],
])("toErrorEvent() tells the reason of %j", (data, detail, session) => {
  const line = {
    ...{
      us: 1.5e15,
      level: "error" as const,
      source: "bbs",
      message: "bbs.lock",
    },
    data,
  };
  const event = Event.parse(
    toErrorEvent(line, { run_id: "r", process: "z1/bbs" }),
  );
  expect(event).toMatchObject({
    kind: "error_line",
    subject: "z1/bbs",
    detail,
  });
  expect(event.at).toBe("2017-07-14T02:40:00.000000Z");
  expect(JSON.parse(event.data).session).toBe(session);
});
