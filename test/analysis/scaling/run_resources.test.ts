import { expect, test } from "vitest";
import {
  runResources,
  runUsage,
} from "../../../src/analysis/scaling/run_resources.ts";
import { toTestRun, withTestStore } from "../../testing/records.ts";

const at = (second: number) =>
  new Date(Date.UTC(2026, 0, 2) + second * 1000).toISOString();

const events = Object.entries({ warm_up: 0, measure: 5, cool_down: 8 })
  .map(([subject, second]) => ({
    run_id: "r1",
    at: at(second),
    kind: "phase",
    subject,
    detail: "",
    data: "{}",
  }));

function toSamples(source: string, metric: string, values: readonly number[]) {
  return values.map((value, second) => ({
    run_id: "r1",
    source,
    metric,
    unit: metric === "memory" ? "B" : "1",
    at: at(second + 0.5),
    value,
  }));
}

// Of ten samples, one a second, seconds 5 to 7 fall into the phase.
const rows = {
  events,
  samples: [
    ...toSamples("node-0", "cpu", [9, 9, 9, 9, 9, 0.2, 0.4, 0.6, 9, 9]),
    ...toSamples("node-1", "cpu", [9, 9, 9, 9, 9, 0.1, 0.1, 0.1, 9, 9]),
    ...toSamples("node-0", "memory", [9e9, 0, 0, 0, 0, 1e6, 3e6, 2e6, 9e9, 0]),
    ...toSamples("host", "cpu", [0, 0, 0, 0, 0, 0.9, 0.95, 1, 0, 0]),
    ...toSamples("host", "cores", [2, 2, 2, 2, 2, 2, 2, 2, 2, 2]),
    ...toSamples("generator", "cpu", [9, 9, 9, 9, 9, 0.3, 0.3, 0.3, 9, 9]),
  ],
};

test("runResources() takes the samples of the phase measure only", () =>
  withTestStore([[toTestRun("r1"), rows]], async (store) => {
    const found = await runResources(store, "kv", { metrics: ["cpu"] });
    expect(found.map(({ source, n, mean, max }) => [source, n, mean, max]))
      .toEqual([
        ["generator", 3, expect.closeTo(0.3, 9), 0.3],
        ["host", 3, expect.closeTo(0.95, 9), 1],
        ["node-0", 3, expect.closeTo(0.4, 9), 0.6],
        ["node-1", 3, expect.closeTo(0.1, 9), 0.1],
      ]);
  }));

test("runUsage() sums the usage of the nodes, and reports saturation and background load", () =>
  withTestStore([[toTestRun("r1"), rows]], async (store) => {
    const found = await runResources(store, "kv", {
      metrics: ["cpu", "memory", "cores"],
    });
    expect(runUsage([
      { run_id: "r1", throughput: 100, background_load: 1.1 },
      { run_id: "r2", throughput: 100, background_load: null },
    ], found)).toEqual([
      {
        run_id: "r1",
        cpu: expect.closeTo(0.5, 9),
        memory: 3e6,
        cpuPerOperation: expect.closeTo(0.005, 9),
        host: expect.closeTo(0.95, 9),
        saturated: true,
        generator: expect.closeTo(0.3, 9),
        backgroundLoad: 1.1,
      },
      {
        run_id: "r2",
        cpu: null,
        memory: null,
        cpuPerOperation: null,
        host: null,
        saturated: false,
        generator: null,
        backgroundLoad: null,
      },
    ]);
  }));
