import { expect, test } from "vitest";
import { loadSettings } from "../../../src/experiments/cluster/load_settings.ts";
import { toLoadValues } from "../../../src/experiments/cluster/cluster_values.ts";
import type { Values } from "../../../src/lab/plan/settings.ts";
import { UsageError } from "../../../src/record/mod.ts";

const defaults: Values = Object.fromEntries(
  Object.entries(loadSettings).map(([key, { value }]) => [key, value]),
);

test.each([
  { loop: "closed", workers: 1, nodes: 3 },
  { loop: "constant", rate: 10, workers: 3, nodes: 3 },
  { loop: "poisson", rate: 10, workers: 1, nodes: 3, policy: "first" },
])("toLoadValues() takes %j", (values) => {
  expect(toLoadValues({ ...defaults, ...values })).toMatchObject(values);
});

test.each([
  [
    { loop: "constant", rate: 0 },
    "Cannot drive a constant loop as its rate must be above 0: use --set rate=100",
  ],
  [
    { loop: "poisson", rate: 10, workers: 2, nodes: 3 },
    "Cannot drive a poisson loop at 3 nodes as each needs a connection and workers is 2: use --set workers=3",
  ],
])("toLoadValues() refuses %j", (values, message) => {
  const convert = () => toLoadValues({ ...defaults, ...values });
  expect(convert).toThrow(UsageError);
  expect(convert).toThrow(message);
});
