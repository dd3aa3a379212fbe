import { expect, test } from "vitest";
import { defineExperiment } from "../../../src/lab/plan/experiment.ts";
import { planRuns } from "../../../src/lab/plan/matrix.ts";
import { choice, number } from "../../../src/lab/plan/settings.ts";

const experiment = defineExperiment({
  name: "kv",
  question: "?",
  settings: {
    nodes: number("Nodes", 3, { min: 1 }),
    workers: number("Workers", 25, { min: 1 }),
    loop: choice("Loop", ["closed", "poisson"]),
  },
  presets: {
    quick: { title: "quick", axes: {}, settings: {}, repetitions: 1 },
    full: {
      title: "full",
      axes: { nodes: [1, 3, 5], workers: [10, 25] },
      settings: {},
      repetitions: 2,
    },
  },
  requires: ["key-value"],
  objectives: [],
});
const { quick, full } = experiment.presets;
const options = { system: "etcd", overrides: {}, repetitions: 0, seed: 7 };

test("planRuns() has every case once per round, and each round in another order", () => {
  const planned = planRuns(experiment, full!, options);
  expect(planned).toHaveLength(12);
  const rounds = [1, 2].map((round) =>
    planned.filter(({ repetition }) => repetition === round)
      .map(({ case_id }) => case_id)
  );
  expect(rounds[0]).not.toEqual(rounds[1]);
  expect(rounds[0]?.toSorted()).toEqual(rounds[1]?.toSorted());
  expect(new Set(rounds[0]).size).toBe(6);
  expect(planned.map(({ order }) => order)).toEqual(
    Array.from({ length: 12 }, (_, i) => i + 1),
  );
});

test("planRuns() repeats its order for an equal seed", () => {
  expect(planRuns(experiment, full!, options))
    .toEqual(planRuns(experiment, full!, options));
  expect(planRuns(experiment, full!, { ...options, seed: 8 }))
    .not.toEqual(planRuns(experiment, full!, options));
});

test("planRuns() gives a case the same id in every preset", () => {
  const ids = planRuns(experiment, full!, options).map(({ case_id }) =>
    case_id
  );
  const [one] = planRuns(experiment, quick!, options);
  expect(one?.case_id).toBe("etcd nodes=3 workers=25");
  expect(ids).toContain(one?.case_id);
});

test("planRuns() takes values from the command line, and several values as an axis", () => {
  const planned = planRuns(experiment, quick!, {
    ...options,
    overrides: { nodes: [1, 7], loop: ["poisson"] },
    repetitions: 3,
  });
  expect(planned).toHaveLength(6);
  expect(new Set(planned.map(({ case_id }) => case_id))).toEqual(
    new Set([
      "etcd nodes=1 workers=25 loop=poisson",
      "etcd nodes=7 workers=25 loop=poisson",
    ]),
  );
});
