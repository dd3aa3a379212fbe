import { expect, test } from "vitest";
import { storeProbes } from "../../../../src/analysis/platform/recovery/store_probes.ts";
import {
  BEGIN,
  toPlatformRow,
  toTimedOperation,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";

function probe(n: number, at: number, outcome: "ok" | "timeout") {
  return toTimedOperation("task", `probe-${n}-t`, {
    ...{ at, outcome, duration_s: 2 },
  });
}

const run = toPlatformRow({ heal_at: BEGIN + 60, end_at: BEGIN + 100 });
const rows = {
  operations: [
    probe(1, 10, "ok"),
    probe(2, 20, "timeout"),
    probe(3, 61, "timeout"),
    probe(4, 71, "ok"),
    toTimedOperation("task", "other", { at: 5, outcome: "failed" }),
  ],
};

test("storeProbes() tells what a platform did for new tasks, and when it worked again", () =>
  withPlatformStore(rows, async (store) => {
    const [row] = await storeProbes(store, {
      ...{ experiment: "platform", runs: [run] },
    });
    expect(row).toMatchObject({
      ...{ during: { rate: 0.5, n: 2 }, after: { rate: 0.5, n: 2 } },
      works_again: { seconds: 13, censored: false },
    });
  }));

test("storeProbes() does not know what it did not see", () =>
  withPlatformStore(
    { operations: rows.operations.slice(0, 3) },
    async (store) => {
      const of = (options: Parameters<typeof toPlatformRow>[0]) =>
        storeProbes(store, {
          ...{ experiment: "platform", runs: [{ ...run, ...options }] },
        });
      expect((await of({}))[0]?.works_again).toEqual({
        ...{ seconds: 40, censored: true },
      });
      expect((await of({ heal_at: null }))[0]).toMatchObject({
        ...{ works_again: null, after: { rate: null, n: 0 } },
      });
      expect(await of({ run_id: "other" })).toEqual([]);
    },
  ));
