import { expect, test } from "vitest";
import { loadLines } from "../../../src/analysis/recorded/load_line.ts";
import {
  toTestParam,
  toTestReported,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

interface Spec {
  targets: number;
  interval: number;
  success: number | null;
  memory: string;
  status?: "ok" | "invalid";
}

function toRun(
  id: string,
  { targets, interval, success, memory, status }: Spec,
) {
  const run = toTestRun(id, {
    status: status ?? "ok",
    params: [
      toTestParam("targets", targets),
      toTestParam("value_interval", interval),
    ],
  });
  const reported = [
    toTestReported(id, { kind: "datapoints_rate", value: targets * 100 }),
    toTestReported(id, {
      kind: "memory",
      statistic: "max",
      value: memory === "OOM" ? null : 0.5,
      annotation: memory,
    }),
    toTestReported(id, { kind: "query_success_rate", value: success }),
  ];
  return [run, { reported }] as const;
}

const options = {
  load: "datapoints_rate",
  varies: ["targets"],
  objectives: [
    {
      ...{ name: "no OOM", metric: "memory", annotation: "OOM" },
      is: "at most",
      value: 0,
    },
    {
      ...{ name: "success", metric: "query_success_rate" },
      is: "at least",
      value: 0.995,
    },
  ],
} as const;

test("loadLines() brackets each configuration separately", () =>
  withTestStore([
    toRun("r1", { targets: 10, interval: 15, success: 1, memory: "" }),
    toRun("r2", { targets: 12, interval: 15, success: 1, memory: "*" }),
    toRun("r3", { targets: 13, interval: 15, success: 0.95, memory: "OOM" }),
    toRun("r4", { targets: 15, interval: 30, success: 1, memory: "" }),
  ], async (store) => {
    const lines = await loadLines(store, options);
    expect(lines).toMatchObject([
      {
        configuration: { value_interval: "15" },
        line: { passed: 1200, n: 1, failed: 1300, contradictions: 0 },
        first: ["no OOM", "success"],
      },
      {
        configuration: { value_interval: "30" },
        line: { passed: 1500, failed: null },
      },
    ]);
  }));

test("loadLines() reports runs with an unknown objective as inconclusive and excludes invalid ones", () =>
  withTestStore([
    toRun("r1", { targets: 10, interval: 15, success: null, memory: "" }),
    toRun("r2", { targets: 20, interval: 15, success: null, memory: "OOM" }),
    toRun("r3", {
      targets: 5,
      interval: 15,
      success: 0.1,
      memory: "OOM",
      status: "invalid",
    }),
  ], async (store) => {
    const [line] = await loadLines(store, options);
    expect(line).toMatchObject({ line: { passed: null, failed: 2000 } });
    expect(line?.runs.map(({ result }) => result)).toEqual([
      "inconclusive",
      "failed",
    ]);
    expect(line?.runs[0]?.unknown).toEqual(["success"]);
  }));

test("loadLines() counts runs that passed above a load that failed", () =>
  withTestStore([
    toRun("r1", { targets: 10, interval: 15, success: 1, memory: "" }),
    toRun("r2", { targets: 12, interval: 15, success: 0.9, memory: "" }),
    toRun("r3", { targets: 14, interval: 15, success: 1, memory: "" }),
  ], async (store) => {
    const [line] = await loadLines(store, options);
    expect(line).toMatchObject({
      line: { passed: 1000, failed: 1200, contradictions: 1 },
    });
  }));
