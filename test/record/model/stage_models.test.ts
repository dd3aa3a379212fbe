import { expect, test } from "vitest";
import {
  maybeStageModel,
  schedulingStages,
  stageModels,
  stageNames,
} from "../../../src/record/mod.ts";

test("a model has each of its stages once, and the one that completes it", () => {
  for (const [kind, model] of Object.entries(stageModels)) {
    const names = stageNames(model);
    expect(model.kind).toBe(kind);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain(model.until);
  }
});

test("a line of a log tells at most one stage of a model", () => {
  for (const { stages } of Object.values(stageModels)) {
    const lines = stages.flatMap(({ messages, where }) =>
      messages.map((message) => `${message} ${where?.has ?? ""}`)
    );
    expect(new Set(lines).size).toBe(lines.length);
  }
});

test("models have the stages of Cicerone", () => {
  const sizes = Object.values(stageModels).map(({ kind, stages }) => [
    kind,
    stages.length,
  ]);
  expect(Object.fromEntries(sizes)).toMatchObject({
    ...{ task: 16, lrp: 16, start: 10, container: 10, "missing-cell": 4 },
  });
  expect(schedulingStages.at(-1)).toBe("Running-In-BBS");
  expect(maybeStageModel("put")).toBeUndefined();
  expect(maybeStageModel("toString")).toBeUndefined();
});
