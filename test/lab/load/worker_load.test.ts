import { expect, test } from "vitest";
import type { LoadHandle } from "../../../src/lab/load/load_handle.ts";
import { startWorkerLoad } from "../../../src/lab/load/worker_load.ts";
import type { Event, Operation } from "../../../src/record/mod.ts";
import { toStart } from "../_load.ts";
import { until } from "../_until.ts";
import type { CountdownPlan } from "./_countdown_worker.ts";

function start(plan: CountdownPlan) {
  const operations: Operation[] = [];
  const events: Event[] = [];
  const url = new URL("./_countdown_worker.ts", import.meta.url);
  const load: LoadHandle<number[]> = startWorkerLoad(url, plan, {
    name: "the countdown",
    driver: "countdown",
    threads: ["countdown-0", "countdown-1"],
    onOperations: (rows) => operations.push(...rows),
    onSamples: () => {},
    onEvents: (rows) => events.push(...rows),
  });
  return { load, operations, events };
}

test("startWorkerLoad() paces, records and counts a workload of a few lines, and returns the results of its threads", async () => {
  const { load, operations, events } = start({ run_id: "r", period_ms: 25 });
  await using _load = load;
  await load.started;
  await until(() =>
    ["c0", "c1"].every((thread) =>
      operations.filter(({ worker }) => worker === thread).length > 5
    )
  );
  const counts = await load.stop();
  const threads = Map.groupBy(operations, ({ worker }) => worker);
  expect([...threads.keys()].toSorted()).toEqual(["c0", "c1"]);
  for (const [thread, count] of counts.entries()) {
    const rows = threads.get(`c${thread}`) ?? [];
    expect(rows.map(({ operation_id }) => operation_id)).toEqual(
      Array.from({ length: count }, (_, number) => `count-${thread}-${number}`),
    );
    for (const [i, row] of rows.entries()) {
      expect(toStart(row) - toStart(rows[0] ?? row)).toBeCloseTo(i * 0.025, 4);
      if (row.outcome === "ok") expect(row.duration_s).toBeGreaterThan(0.009);
      else expect(row.outcome).toBe("unfinished");
    }
  }
  expect(load.pacing().arrivals).toBe(operations.length);
  // On a busy machine a thread may stand still, which is an event as well.
  expect(
    events.filter(({ kind }) => kind !== "stand_still")
      .map(({ kind, subject }) => [kind, subject]),
  ).toEqual([
    ["load_started", "countdown"],
    ["load_ended", "countdown"],
  ]);
});

test("startWorkerLoad() reports what is wrong with a plan before it starts", async () => {
  const { load } = start({ run_id: "r", period_ms: 0 });
  await expect(load.started).rejects.toThrow("the countdown failed: no period");
  expect(await load.ended).toBe("the countdown failed: no period");
  await expect(load.stop()).rejects.toThrow("the countdown failed: no period");
});
