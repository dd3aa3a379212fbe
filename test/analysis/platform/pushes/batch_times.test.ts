import { expect, test } from "vitest";
import { batchTimes } from "../../../../src/analysis/platform/pushes/batch_times.ts";
import {
  toTimedOperation,
  withPlatformStore,
} from "../../../testing/platform_rows.ts";

const runs = [{ run_id: "r1" }];

test("batchTimes() tells when half, most and all of a batch were done", () =>
  withPlatformStore({
    operations: Array.from(
      { length: 20 },
      (_, i) =>
        toTimedOperation("task", String(i), { at: 0, duration_s: i + 1 }),
    ),
  }, async (store) => {
    const [tasks] = await batchTimes(store, { experiment: "platform", runs });
    expect(tasks).toMatchObject({
      ...{ kind: "task", n: 20, ok: 20, spread: 0 },
      times: [10, 19, 20].map((seconds) => ({
        time: { seconds, censored: false },
      })),
      median: { value: 10.5 },
    });
  }));

test("batchTimes() never says that all were done if one failed or did not end", () =>
  withPlatformStore({
    operations: [
      toTimedOperation("lrp", "a/0", { at: 0, duration_s: 5 }),
      toTimedOperation("lrp", "a/1", { at: 2, duration_s: 6 }),
      toTimedOperation("lrp", "a/2", {
        at: 2,
        duration_s: 1,
        outcome: "failed",
      }),
      toTimedOperation("lrp", "a/3", {
        ...{ at: 2, duration_s: null, outcome: "unfinished" },
      }),
      // A probe is no part of a batch.
      toTimedOperation("task", "probe-1-t", { at: 9 }),
    ],
  }, async (store) => {
    const batches = await batchTimes(store, { experiment: "platform", runs });
    expect(batches).toHaveLength(1);
    expect(batches[0]).toMatchObject({ kind: "lrp", n: 4, ok: 2, spread: 2 });
    expect(batches[0]?.times.at(-1)?.time).toEqual({
      ...{ seconds: 8, censored: true },
    });
    expect(await batchTimes(store, { experiment: "platform", runs: [] }))
      .toEqual([]);
  }));
