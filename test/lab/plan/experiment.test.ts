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
  [{ axes: { nodes: [0] } }, "0 is no value of the setting nodes"],
  [{ settings: { size: 1 } }, "1 is no value of the setting size"],
  [
    { axes: { nodes: [1, 3] }, settings: { nodes: 5 } },
    "nodes both varies and is fixed",
  ],
  [{ cases: [{ nodes: 0 }] }, "0 is no value of the setting nodes"],
  [
    { cases: [{ nodes: 1 }], settings: { nodes: 5 } },
    "nodes both varies and is fixed",
  ],
  [
    { search: { ...search, parameter: "load" } },
    "10 is no value of the setting load",
  ],
  [
    { search: { ...search, max: 2000 } },
    "2000 is no value of the setting workers",
  ],
  [
    { search: { ...search, maxRunsPerValue: 1 } },
    "maxRunsPerValue must be at least confirmations",
  ],
])("defineExperiment() refuses the preset %j: %s", (preset, message) => {
  expect(() => define(preset)).toThrow(message);
});
