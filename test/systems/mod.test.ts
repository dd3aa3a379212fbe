import { expect, test } from "vitest";
import { experiments } from "../../src/experiments/mod.ts";
import { UsageError } from "../../src/record/mod.ts";
import { examinePrograms, systems, toSystem } from "../../src/systems/mod.ts";

test("toSystem() finds each system that an experiment names", () => {
  for (const { experiment } of experiments) {
    for (const name of experiment.systems) {
      expect(toSystem(name).name).toBe(name);
    }
  }
});

test("toSystem() suggests the nearest name for an unknown system", () => {
  expect(() => toSystem("redsi")).toThrow(UsageError);
  expect(() => toSystem("redsi")).toThrow(
    "Cannot run on 'redsi' as it must be one of kv, etcd, redis, http, prometheus; did you mean 'redis'?",
  );
});

test("examinePrograms() reports every program of every system", () => {
  const programs = systems.flatMap(({ programs }) => programs);
  expect(examinePrograms()).toHaveLength(programs.length);
});
