import { expect, test } from "vitest";
import { runningShares } from "../../../../src/analysis/platform/recovery/running_shares.ts";
import type { Sample } from "../../../../src/record/mod.ts";
import {
  BEGIN,
  timeOf,
  toPlatformRow,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";

const run = toPlatformRow({
  ...{ fault: "kill-cells", fault_at: BEGIN + 100 },
  ...{ heal_at: BEGIN + 400, end_at: BEGIN + 600 },
});

function toSample(
  source: string,
  metric: string,
  at: number,
  value: number,
): Sample {
  return { run_id: "r1", source, metric, unit: "", at: timeOf(at), value };
}

/** Samples of a kind: running ones by second. */
function ofKind(
  kind: string,
  desired: number,
  running: Readonly<Record<number, number>>,
): Sample[] {
  return Object.entries(running).flatMap(([at, value]) => [
    toSample(kind, "desired_instances", Number(at), desired),
    toSample(kind, "running_instances", Number(at), value),
  ]);
}

test("runningShares() compares what runs at the fault with what runs before dead cells are brought back", () =>
  withPlatformStore({
    samples: [
      ...ofKind("hello", 50, { 10: 20, 100: 50, 400: 40, 500: 50 }),
      ...ofKind("web", 30, { 100: 30, 390: 20, 500: 30 }),
      ...ofKind("crashing", 20, { 100: 5, 400: 2, 500: 6 }),
      toSample("platform", "desired_memory", 100, 280),
      toSample("platform", "left_memory", 100, 224),
    ],
  }, async (store) => {
    const shares = await runningShares(store, run);
    expect(shares).toMatchObject({
      ...{ run_id: "r1", memory_load: 1.25 },
      kinds: [
        { kind: "crashing", desired: 20, before: 0.25, after: 0.1 },
        { kind: "hello", desired: 50, before: 1, after: 0.8 },
        { kind: "web", desired: 30, before: 1, after: 20 / 30 },
      ],
    });
    expect(shares?.favoured).toBeCloseTo(60 / 80 - 2 / 20);
  }));

test("runningShares() is null without a fault or samples, and knows no share that was not sampled after the fault", async () => {
  await withPlatformStore({}, async (store) => {
    expect(await runningShares(store, run)).toBeNull();
  });
  await withPlatformStore({
    samples: ofKind("hello", 50, { 10: 20, 100: 50 }),
  }, async (store) => {
    expect(await runningShares(store, { ...run, fault_at: null })).toBeNull();
    expect(await runningShares(store, run)).toEqual({
      ...{ run_id: "r1", memory_load: null, favoured: null },
      kinds: [{ kind: "hello", desired: 50, before: 1, after: null }],
    });
  });
});
