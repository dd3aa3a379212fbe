import { expect, test } from "vitest";
import { experiments } from "../../src/experiments/mod.ts";
import { UsageError } from "../../src/record/mod.ts";
import {
  examinePrograms,
  systems,
  systemsFor,
  toSystem,
} from "../../src/systems/mod.ts";

test("systemsFor() finds the systems of an experiment by what they can, its default first", () => {
  const names = Object.fromEntries(experiments.map(({ experiment }) => [
    experiment.name,
    systemsFor(experiment).map(({ name }) => name),
  ]));
  const forwarders = systems.filter(({ can }) => can.includes("forward-lines"))
    .map(({ name }) => name);
  // The default of experiments on platforms needs nothing but this process.
  const platforms = ["simulator", "cf", "diego", "kubernetes"];
  expect(names).toEqual({
    "cluster-scale": ["kv", "etcd", "redis", "http"],
    "cluster-faults": ["kv", "etcd", "redis"],
    "monitoring-load": ["prometheus"],
    forwarders,
    "forwarder-chain": forwarders,
    "platform-smoke": platforms,
    "platform-push": platforms,
    "platform-fezzik": platforms,
    "platform-soak": platforms,
    "platform-recovery": ["simulator", "diego", "kubernetes"],
    "platform-failures": platforms,
    "control-plane": [
      "sqlite",
      "etcd",
      "postgresql",
      "mariadb",
      "diego",
      "kubernetes",
    ],
  });
  // Needs nothing installed.
  expect(forwarders[0]).toBe("embedded");
  for (const { name } of systems) expect(toSystem(name).name).toBe(name);
});

test("toSystem() suggests the nearest name for an unknown system", () => {
  expect(() => toSystem("redsi")).toThrow(UsageError);
  expect(() => toSystem("redsi")).toThrow(
    `Cannot run on 'redsi' as it must be one of ${
      systems.map(({ name }) => name).join(", ")
    }; did you mean 'redis'?`,
  );
});

test("examinePrograms() reports every program of every system", () => {
  const programs = systems.flatMap(({ programs }) => programs);
  expect(examinePrograms()).toHaveLength(programs.length);
});
