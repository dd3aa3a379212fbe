import { expect, test } from "vitest";
import { runLatencyHeat } from "../../../src/analysis/mod.ts";
import { atSecond, faultRun } from "../../testing/fault_run.ts";
import { toTestOperation, withTestStore } from "../../testing/records.ts";

function heatOf(durations: readonly number[]) {
  const operations = durations.map((duration_s, i) =>
    toTestOperation("r1", {
      operation_id: String(i),
      started_at: atSecond(i / 10),
      duration_s,
    })
  );
  const failed = toTestOperation("r1", {
    started_at: atSecond(0),
    outcome: "failed",
  });
  return withTestStore(
    [[faultRun, { operations: [...operations, failed] }]],
    (store) => runLatencyHeat(store, "r1"),
  );
}

test("runLatencyHeat() counts answered operations in ten bins a decade", async () => {
  const heat = await heatOf([
    ...Array.from({ length: 100 }, () => 0.0012),
    ...Array.from({ length: 100 }, () => 0.5),
  ]);
  const cells = heat?.cells ?? [];
  expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(200);
  for (const { lower, upper } of cells) {
    expect(Math.log10(upper / lower)).toBeCloseTo(0.1, 9);
    const value = upper < 0.01 ? 0.0012 : 0.5;
    expect(lower <= value && value < upper).toBe(true);
  }
  expect(heat?.clock.zero).toBe("the start of the load");
});

test("runLatencyHeat() takes wider bins over many decades, and bears zero", async () => {
  const heat = await heatOf([0, 0.01, 12]);
  const [first] = heat?.cells ?? [];
  expect(first && Math.log10(first.upper / first.lower)).toBeCloseTo(1 / 3, 9);
  expect(first?.lower).toBeCloseTo(1e-6, 12);
});

test("runLatencyHeat() is null for a run without times", () =>
  withTestStore(
    [[faultRun, { operations: [toTestOperation("r1")] }]],
    async (store) => {
      expect(await runLatencyHeat(store, "r1")).toBeNull();
    },
  ));
