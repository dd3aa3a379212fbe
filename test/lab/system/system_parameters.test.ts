import { expect, test } from "vitest";
import { defineExperiment } from "../../../src/lab/plan/experiment.ts";
import { choice, number } from "../../../src/lab/plan/settings.ts";
import {
  parseParameters,
  toSystemSettings,
  withParameters,
} from "../../../src/lab/system/system_parameters.ts";
import { UsageError } from "../../../src/record/mod.ts";

const system = {
  name: "etcd",
  parameters: {
    pre_vote: choice("Pre-vote", ["off", "on"]),
    election_timeout: number("Election time-out", 1, { unit: "s" }),
  },
};

test("withParameters() adds the system's parameters, prefixed with its name", () => {
  const experiment = defineExperiment({
    ...{ name: "kv", question: "?", presets: {}, objectives: [] },
    settings: { pre_vote: choice("Another", ["a"]) },
    requires: ["key-value"],
  });
  expect(Object.keys(withParameters(experiment, system).settings))
    .toEqual(["pre_vote", "etcd_pre_vote", "etcd_election_timeout"]);
});

test("parseParameters() parses several values into base units, and rejects others by the given key", () => {
  expect(
    parseParameters(system, {
      pre_vote: "off,on",
      election_timeout: "300ms",
    }),
  ).toEqual({ etcd_pre_vote: ["off", "on"], etcd_election_timeout: [0.3] });
  const parse = () => parseParameters(system, { pre_vote: "maybe" });
  expect(parse).toThrow(UsageError);
  expect(parse).toThrow("Cannot set pre_vote as it must be one of off, on");
});

test("toSystemSettings() returns the values of a run, defaults where it has none, and other settings", () => {
  expect(
    toSystemSettings(system, { nodes: 3, etcd_pre_vote: "on" }, { url: "x" }),
  ).toEqual({ url: "x", pre_vote: "on", election_timeout: "1" });
});
