import { expect, test } from "vitest";
import { successRates } from "../../../src/analysis/overview/success.ts";
import type { Operation } from "../../../src/record/mod.ts";
import {
  toTestOperation,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

type Outcome = Operation["outcome"];

function toOperations(
  run: string,
  outcomes: readonly Outcome[],
  kind = "PUT",
): { operations: Operation[] } {
  return {
    operations: outcomes.map((outcome, i) =>
      toTestOperation(run, { operation_id: `${kind}${i}`, kind, outcome })
    ),
  };
}

test("successRates() counts every attempt under one outcome, over all runs of a case", () =>
  withTestStore([
    [toTestRun("r1"), toOperations("r1", ["ok", "ok", "failed", "timeout"])],
    [
      toTestRun("r2", { repetition: 2 }),
      toOperations("r2", ["ok", "cancelled", "unfinished", "failed"]),
    ],
    [toTestRun("r3", { case_id: "nodes=5" }), toOperations("r3", ["ok"])],
  ], async (store) => {
    expect(await successRates(store)).toMatchObject([
      {
        experiment: "kv",
        case_id: "nodes=3",
        kind: "PUT",
        runs: 2,
        attempted: 8,
        ok: 3,
        failed: 2,
        timeout: 1,
        cancelled: 1,
        unfinished: 1,
        rate: 0.375,
      },
      { case_id: "nodes=5", runs: 1, attempted: 1, ok: 1, rate: 1 },
    ]);
  }));

test("successRates() returns the Wilson interval of the counts", () =>
  withTestStore([
    [
      toTestRun("r1"),
      toOperations("r1", [
        ...Array<Outcome>(81).fill("ok"),
        ...Array<Outcome>(182).fill("failed"),
      ]),
    ],
  ], async (store) => {
    // 81 of 263 is Newcombe's example (Statistics in Medicine 17, 1998): score interval 0.2553 to 0.3662.
    const [rate] = await successRates(store);
    expect(rate?.lower).toBeCloseTo(0.2553, 4);
    expect(rate?.upper).toBeCloseTo(0.3662, 4);
    const [wider] = await successRates(store, { confidence: 0.99 });
    expect(wider?.lower).toBeLessThan(rate?.lower ?? 0);
    expect(wider?.upper).toBeGreaterThan(rate?.upper ?? 1);
  }));

test("successRates() separates kinds and excludes invalid runs", () =>
  withTestStore([
    [
      toTestRun("r1"),
      {
        operations: [
          ...toOperations("r1", ["ok"], "GET").operations,
          ...toOperations("r1", ["failed"], "PUT").operations,
        ],
      },
    ],
    [
      toTestRun("r2", { status: "invalid" }),
      toOperations("r2", ["failed", "failed"], "GET"),
    ],
  ], async (store) => {
    const rates = await successRates(store);
    expect(rates.map(({ kind, attempted, ok }) => [kind, attempted, ok]))
      .toEqual([["GET", 1, 1], ["PUT", 1, 0]]);
  }));
