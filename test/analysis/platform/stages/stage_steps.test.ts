import { expect, test } from "vitest";
import {
  stageSteps,
  stepSeconds,
} from "../../../../src/analysis/platform/stages/stage_steps.ts";
import { toTestTimelines } from "../../../testing/stage_timelines.ts";

test("stageSteps() and stepSeconds() measure from a stage to the next", () => {
  const timelines = toTestTimelines(["A", "B", "C"], [[1, NaN, 2], [4, 3, 5]]);
  const [toB, toC] = stageSteps(timelines);
  const [gap, backwards] = timelines.entities;
  expect(toC).toEqual({ stage: "C", after: "B", position: 2 });
  expect(gap && toC && stepSeconds(gap, toC)).toBeNull();
  expect(backwards && toB && stepSeconds(backwards, toB)).toBe(-1);
});
