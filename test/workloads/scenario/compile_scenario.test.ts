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
  { functions: new Map(), redact: (text) => text },
);

test.each([
  [0, "a"],
  [0.249, "a"],
  [0.25, "b"],
  [0.749, "b"],
  [0.75, "c"],
  [0.999_999_999, "c"],
])("choose(%d) is the journey %s", (random, name) => {
  expect(scenario.choose(random).steps.map((step) => step.name)).toEqual([
    name,
  ]);
});

test("steps have the index of their name", () => {
  expect(scenario.names).toEqual(["login", "a", "b", "c"]);
  expect(scenario.once.map(({ index }) => index)).toEqual([0]);
  expect(scenario.choose(0.5).steps.map(({ index }) => index)).toEqual([2]);
});

const run = () => Promise.resolve();

test("a journey as a function knows its operations, and where its own mistakes are recorded", () => {
  const declared = Scenario.parse({
    once: [{ name: "login", path: "/login" }],
    journeys: [{ name: "talk", operations: ["say", "hear"], run }],
  });
  const redact = (text: string) => text;
  const functions = new Map([["talk", run]]);
  const compiled = compileScenario(declared, { functions, redact });
  expect(compiled.names).toEqual(["login", "say", "hear", "talk"]);
  expect(compiled.choose(0)).toEqual({
    below: 1,
    steps: [],
    run: { run, index: 3, operations: new Map([["say", 1], ["hear", 2]]) },
  });
  expect(() => compileScenario(declared, { functions: new Map(), redact }))
    .toThrow("its function is gone");
});
