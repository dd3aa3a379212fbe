import { expect, test } from "vitest";
import { toEvent } from "../../../src/record/mod.ts";
import { otherMachines } from "../../../src/run_report/facts/other_machines.ts";
import { toTestRun, withTestStore } from "../../testing/records.ts";

const at = (seconds: number) => `2026-01-02T03:04:0${seconds}.000Z`;

const sample = (metric: string, seconds: number, value: number) => ({
  ...{ run_id: "r", source: "node-0", metric, unit: "s", at: at(seconds) },
  value,
});

test("otherMachines() reads the machine of each node, and its clock at first and last", () =>
  withTestStore([
    [toTestRun("r"), {
      events: [
        toEvent({
          ...{ run_id: "r", at: at(0), kind: "machine", subject: "node-0" },
          detail: "web-1",
          data: {
            ...{ system: "Linux 6.1.0 x86_64", cores: 4, memory: 2 ** 33 },
            ...{ clock_offset: -0.5, clock_bound: 0.001 },
          },
        }),
        toEvent({
          ...{ run_id: "r", at: at(0), kind: "machine", subject: "node-1" },
          ...{ detail: "web-2", data: { cores: "many" } },
        }),
      ],
      samples: [
        sample("clock_offset", 2, -0.501),
        sample("clock_offset", 1, -0.502),
        sample("clock_bound", 2, 0.002),
        sample("clock_bound", 1, 0.003),
      ],
    }],
    [toTestRun("s"), {}],
  ], async (store) => {
    expect(await otherMachines(store, "r")).toEqual([
      {
        ...{ node: "node-0", host: "web-1", system: "Linux 6.1.0 x86_64" },
        ...{ cores: 4, memory: 2 ** 33, offset: -0.5, bound: 0.001 },
        ...{ last_offset: -0.501, last_bound: 0.002 },
      },
      {
        ...{ node: "node-1", host: "web-2", system: "", cores: null },
        ...{ memory: null, offset: null, bound: null },
        ...{ last_offset: null, last_bound: null },
      },
    ]);
    expect(await otherMachines(store, "s")).toEqual([]);
  }));
