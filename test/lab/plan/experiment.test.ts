import { expect, test } from "vitest";
import { defineExperiment } from "../../../src/lab/plan/experiment.ts";
import { number } from "../../../src/lab/plan/settings.ts";

/** An experiment with one preset. */
function define(preset: Record<string, unknown>) {
  return defineExperiment({
    name: "kv",
    question: "?",
    settings: {
      nodes: number("Nodes", 3, { min: 1 }),
      workers: number("Workers", 25, { min: 1, max: 1000 }),
    },
    presets: {
      odd: {
        title: "odd",
        axes: {},
        settings: {},
        repetitions: 1,
        ...preset,
      },
    },
    requires: ["key-value"],
    objectives: [{ metric: "success_rate", is: "at least", value: 1 }],
  });
}

const search = {
  parameter: "workers",
  start: 10,
  growthFactor: 2,
  resolution: 1.1,
  confirmations: 2,
  maxRunsPerValue: 3,
  max: 1000,
};

test("defineExperiment() has no search, and counts unknown values as missed, by default", () => {
  const { presets, objectives } = define({});
  expect(presets.odd?.search).toBeNull();
  expect(objectives[0]?.unknown).toBe("missed");
  expect(define({ search }).presets.odd?.search)
    .toEqual({ ...search, rule: "majority", confirm: null });
});

test.each([
  [
    { axes: { nodes: [0] } },
    "cannot be 0: it must be a whole number from 1",
  ],
  [
    { settings: { nods: 1 } },
    "is no setting: it must be one of nodes, workers; did you mean 'nodes'?",
  ],
  [
    { axes: { nodes: [1, 3] }, settings: { nodes: 5 } },
    "both varies and is fixed: remove one",
  ],
  [
    { cases: [{ nodes: 0 }] },
    "cannot be 0: it must be a whole number from 1",
  ],
  [
    { cases: [{ nodes: 1 }], settings: { nodes: 5 } },
    "both varies and is fixed: remove one",
  ],
  [
    { search: { ...search, parameter: "load" } },
    "is no setting: it must be one of nodes, workers",
  ],
  [
    { search: { ...search, max: 2000 } },
    "cannot be 2000: it must be a whole number from 1 to 1000",
  ],
  [
    { search: { ...search, maxRunsPerValue: 1 } },
    "maxRunsPerValue must be at least confirmations",
  ],
])("defineExperiment() refuses the preset %j: %s", (preset, message) => {
  expect(() => define(preset)).toThrow(message);
});
