import { expect, test } from "vitest";
import {
  checkLoad,
  loadSettings,
} from "../../../src/experiments/cluster/load_settings.ts";
import { toValues } from "../../../src/lab/plan/settings.ts";
import { UsageError } from "../../../src/record/mod.ts";

test.each([
  { loop: "closed", workers: 1, nodes: 3 },
  { loop: "constant", rate: 10, workers: 3, nodes: 3 },
  { loop: "poisson", rate: 10, workers: 1, nodes: 3, policy: "first" },
])("checkLoad() takes %j", (values) => {
  checkLoad(toValues(loadSettings, values));
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
])("checkLoad() refuses %j", (values, message) => {
  const check = () => checkLoad(toValues(loadSettings, values));
  expect(check).toThrow(UsageError);
  expect(check).toThrow(message);
});
