import { expect, test } from "vitest";
import { importFunctions } from "../../../src/workloads/scenario/import_functions.ts";
import { Scenario } from "../../../src/workloads/scenario/scenario.ts";
import functions from "./_functions.ts";

const module = new URL("./_functions.ts", import.meta.url).href;

function toScenario(name: string) {
  return Scenario.parse({
    journeys: [{ name, operations: ["ask"], run: () => Promise.resolve() }],
  });
}

test("importFunctions() returns the functions of a module by their journey", async () => {
  const found = await importFunctions(toScenario("talk"), module);
  expect([...found.keys()]).toEqual(
    functions.scenario.journeys.map(({ name }) => name),
  );
});

test("importFunctions() imports nothing for steps", async () => {
  const steps = Scenario.parse({
    journeys: [{ name: "a", steps: [{ name: "s", path: "/" }] }],
  });
  expect((await importFunctions(steps, "file:///gone.ts")).size).toBe(0);
});

test("importFunctions() says which function is gone", async () => {
  await expect(importFunctions(toScenario("sing"), module)).rejects.toThrow(
    "Cannot make the journey 'sing' as",
  );
});
