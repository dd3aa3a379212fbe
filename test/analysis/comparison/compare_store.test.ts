import { expect, test } from "vitest";
import {
  compareStore,
  type StoreComparison,
} from "../../../src/analysis/mod.ts";
import { atSecond } from "../../testing/fault_run.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

/** Operations each tenth of a second for ten seconds: the first thirty are slow, the others as slow as their side. */
const toRun = (run_id: string, side: string, seconds: number) =>
  [
    toTestRun(run_id, {
      params: [toTestParam("session", "s1"), toTestParam("side", side)],
    }),
    {
      operations: Array.from({ length: 100 }, (_, i) =>
        toTestOperation(run_id, {
          operation_id: String(i).padStart(3, "0"),
          started_at: atSecond(i / 10),
          duration_s: (i < 30 ? 1 : seconds) + i * 7 % 10 / 1e4,
        })),
    },
  ] as const;

const runs = [
  ...[0.1, 0.11, 0.12, 0.13].map((seconds, i) => toRun(`a${i}`, "a", seconds)),
  ...[0.2, 0.21, 0.22, 0.23].map((seconds, i) => toRun(`b${i}`, "b", seconds)),
];

const request: StoreComparison = {
  ...{ a: "set:side=a", b: "set:side=b", metrics: ["p95"] },
  ...{ varies: [], pool: [], apdex: null, objective: null, cutWarmUp: false },
  by: "",
  smallest: { relative: 0.05, points: 0.001 },
};

test("compareStore() leaves out the warm-up of each run where it is asked to", () =>
  withTestStore(runs, async (store) => {
    const whole = await compareStore(store, request);
    expect(whole.metrics[0]?.a.median).toBeCloseTo(1, 1);
    expect(whole.warmUps.size).toBe(0);
    const cut = await compareStore(store, { ...request, cutWarmUp: true });
    expect(cut.metrics[0]?.a.median).toBeCloseTo(0.115, 2);
    expect(cut.metrics[0]).toMatchObject({ verdict: "worse" });
    expect([...cut.warmUps.values()].map(({ seconds }) => seconds))
      .toEqual(Array(8).fill(3));
    expect(cut.a.runs[0]?.factors.warm_up_cut).toBe("MSER-5");
    expect(cut.differences.map(({ key }) => key)).not.toContain("warm_up_cut");
  }));

test("compareStore() names the metrics that there are, and has Apdex only if asked", () =>
  withTestStore(runs, async (store) => {
    const metrics = ["apdex"];
    await expect(compareStore(store, { ...request, metrics })).rejects
      .toThrow("Cannot compare metric 'apdex' as no run has it; ");
    const found = await compareStore(store, {
      ...request,
      metrics,
      apdex: 0.2,
    });
    // Thirty frustrated of a hundred, and 70 satisfied, or tolerating.
    expect(found.metrics[0]?.a.median).toBeCloseTo(0.7, 12);
    expect(found.metrics[0]?.b.median).toBeCloseTo(0.35, 1);
  }));
