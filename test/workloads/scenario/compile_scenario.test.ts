import { expect, test } from "vitest";
import { compileScenario } from "../../../src/workloads/scenario/compile_scenario.ts";
import { Scenario } from "../../../src/workloads/scenario/scenario.ts";

function journey(name: string, weight: number) {
  return { name, weight, steps: [{ name, path: `/${name}` }] };
}

const scenario = compileScenario(
  Scenario.parse({
    once: [{ name: "login", path: "/login" }],
    journeys: [journey("a", 1), journey("b", 2), journey("c", 1)],
  }),
  [],
);

test.each([
  [0, "a"],
  [0.249, "a"],
  [0.25, "b"],
  [0.749, "b"],
  [0.75, "c"],
  [0.999_999_999, "c"],
])("choose(%d) is the journey %s", (random, name) => {
  expect(scenario.choose(random).map((step) => step.name)).toEqual([name]);
});

test("steps have the index of their name", () => {
  expect(scenario.names).toEqual(["login", "a", "b", "c"]);
  expect(scenario.once.map(({ index }) => index)).toEqual([0]);
  expect(scenario.choose(0.5).map(({ index }) => index)).toEqual([2]);
});
