import { expect, test } from "vitest";
import { isolationStages } from "../../../src/analysis/charts/isolation_stages.ts";
import { toTestRun, withTestStore } from "../../testing/records.ts";

const time = (second: number) =>
  new Date(Date.UTC(2026, 0, 2) + second * 1000).toISOString();

/** Increments in seconds 1 to 40 of two nodes: the one that is cut off is silent in seconds 26 to 32. */
const samples = ["a", "b"].flatMap((source) =>
  Array.from({ length: 40 }, (_, i) => ({
    ...{ run_id: "r", source, metric: "increments", unit: "1/s" },
    at: time(i + 1),
    value: source === "b" && i >= 25 && i < 32 ? 0 : 20,
  }))
);
const events = (["isolate", "rejoin"] as const).map((kind, i) => ({
  ...{ run_id: "r", kind, subject: "b", detail: "done", data: "{}" },
  at: time(25 + 5 * i),
}));

test("isolationStages() joins seconds to bars, and marks the node that was cut off", () =>
  withTestStore([
    [toTestRun("r", { system: "riak" }), { samples, events }],
  ], async (store) => {
    const { bars, spans, meanings } = await isolationStages(store, "kv");
    const of = (entity: string) =>
      bars.filter((bar) => bar.entity === entity)
        .map(({ stage, from, to }) => [stage, from, to]);
    expect(of("a")).toEqual([["increments", -20, 15]]);
    expect(of("b, cut off")).toEqual([
      ["increments", -20, 0],
      ["no increment", 0, 7],
      ["increments", 7, 15],
    ]);
    expect(spans).toEqual([{ group: "riak", from: 0, to: 5 }]);
    expect(meanings["no increment"]).toBe("failed");
  }));
