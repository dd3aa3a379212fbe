import { expect, test } from "vitest";
import {
  compareConfigurations,
  configurationOf,
} from "../../../src/analysis/monitoring/configurations.ts";
import { toTestMonitoringRun } from "../../testing/monitoring_runs.ts";

const run = toTestMonitoringRun({ metrics: 100 });
const other = { ...run, system_version: "3.16.0" };

test("configurationOf() names version, budget, targets, users and blocks", () => {
  expect(configurationOf(run))
    .toMatch(
      /^Prometheus 2\.42\.0, 0\.5 GiB, 1 core, 10 targets \(\), 20 users, /,
    );
});

test("compareConfigurations() tells what is shared from what differs", () => {
  const { shared, differenceOf } = compareConfigurations([run, other]);
  expect(shared).toMatch(/^All of them: 0\.5 GiB, 1 core, /);
  expect([run, other].map(differenceOf))
    .toEqual(["Prometheus 2.42.0", "Prometheus 3.16.0"]);
  expect(compareConfigurations([run]).differenceOf(run))
    .toBe(configurationOf(run));
  expect(compareConfigurations([]).shared).toBe("");
});
