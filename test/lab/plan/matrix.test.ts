import { expect, test } from "vitest";
import { defineExperiment } from "../../../src/lab/plan/experiment.ts";
import { planRuns } from "../../../src/lab/plan/matrix.ts";
import { choice, number } from "../../../src/lab/plan/settings.ts";
import {
  toTestPlannedSystem,
  toTestPlanOptions,
} from "../../testing/systems.ts";

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
const options = toTestPlanOptions(experiment, ["etcd"], { seed: 7 });

test("planRuns() has every case once per round, and each round in another order", () => {
  const { planned } = planRuns(full!, options);
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
  expect(planRuns(full!, options))
    .toEqual(planRuns(full!, options));
  expect(planRuns(full!, { ...options, seed: 8 }))
    .not.toEqual(planRuns(full!, options));
});

test("planRuns() gives a case the same id in every preset", () => {
  const ids = planRuns(full!, options).planned.map(({ case_id }) => case_id);
  const { planned: [one] } = planRuns(quick!, options);
  expect(one?.case_id).toBe("etcd nodes=3 workers=25");
  expect(ids).toContain(one?.case_id);
});

test("planRuns() takes values from the command line, and several values as an axis", () => {
  const { planned } = planRuns(quick!, {
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

test("planRuns() interleaves the systems of a session as it does the cases", () => {
  const names = ["etcd", "kv", "redis"];
  const { planned } = planRuns(full!, {
    ...toTestPlanOptions(experiment, names, { repetitions: 20, seed: 7 }),
  });
  expect(planned).toHaveLength(20 * 3 * 6);
  const rounds = Map.groupBy(planned, ({ repetition }) => repetition);
  for (const round of rounds.values()) {
    expect(new Set(round.map(({ case_id }) => case_id)).size).toBe(18);
  }
  const meanOrder = (name: string) => {
    const own = planned.filter(({ system }) => system === name);
    return own.reduce((sum, { order }) => sum + order, 0) / own.length;
  };
  // With the systems one after the other it would be 60, 180 and 300, with those of a round so 174, 180 and 186.
  for (const name of names) {
    expect(Math.abs(meanOrder(name) - 180.5)).toBeLessThan(3);
  }
  expect(planned.every(({ case_id, system }) => case_id.startsWith(system)))
    .toBe(true);
});

test("planRuns() sets values of one system in its runs only, and leaves out what a system cannot run", () => {
  const { planned, refused } = planRuns(full!, {
    ...options,
    systems: [
      toTestPlannedSystem("etcd", experiment, { overrides: { workers: [4] } }),
      toTestPlannedSystem("redis", experiment, {
        refusal: ({ nodes }) => nodes === 5 ? "redis cannot have 5" : "",
      }),
    ],
    repetitions: 1,
  });
  expect(refused).toEqual(["redis cannot have 5"]);
  expect(planned.map(({ case_id }) => case_id).toSorted()).toEqual([
    ...[1, 3, 5].map((nodes) => `etcd nodes=${nodes} workers=4`),
    ...[1, 3].flatMap((nodes) =>
      [10, 25].map((workers) => `redis nodes=${nodes} workers=${workers}`)
    ),
  ]);
  expect(planned.map(({ order }) => order)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test("planRuns() makes every combination of axes and of settings that vary together, each once", () => {
  const preset = {
    ...full!,
    axes: { nodes: [1, 3] },
    cases: [{ workers: 10, loop: "poisson" }, { workers: 25 }],
    repetitions: 1,
  };
  const ids = (overrides: typeof options.overrides) =>
    planRuns(preset, { ...options, overrides }).planned
      .map(({ case_id }) => case_id).toSorted();
  expect(ids({})).toEqual([
    "etcd nodes=1 workers=10 loop=poisson",
    "etcd nodes=1 workers=25",
    "etcd nodes=3 workers=10 loop=poisson",
    "etcd nodes=3 workers=25",
  ]);
  expect(ids({ workers: [50], loop: ["closed"] })).toEqual([
    "etcd nodes=1 workers=50",
    "etcd nodes=3 workers=50",
  ]);
});
