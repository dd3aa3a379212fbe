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
    { name: "no OOM", metric: "memory", without: "OOM" },
    { name: "success", metric: "query_success_rate", atLeast: 0.995 },
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
        line: { held: 1200, n: 1, broke: 1300, contradictions: 0 },
        first: ["no OOM", "success"],
      },
      {
        configuration: { value_interval: "30" },
        line: { held: 1500, broke: null },
      },
    ]);
  }));

test("loadLines() reports unchecked runs as unknown and excludes invalid ones", () =>
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
    expect(line).toMatchObject({ line: { held: null, broke: 2000 } });
    expect(line?.runs.map(({ result }) => result)).toEqual([
      "unknown",
      "broken",
    ]);
    expect(line?.runs[0]?.unchecked).toEqual(["success"]);
  }));

test("loadLines() counts runs that held above a load that broke", () =>
  withTestStore([
    toRun("r1", { targets: 10, interval: 15, success: 1, memory: "" }),
    toRun("r2", { targets: 12, interval: 15, success: 0.9, memory: "" }),
    toRun("r3", { targets: 14, interval: 15, success: 1, memory: "" }),
  ], async (store) => {
    const [line] = await loadLines(store, options);
    expect(line).toMatchObject({
      line: { held: 1000, broke: 1200, contradictions: 1 },
    });
  }));
