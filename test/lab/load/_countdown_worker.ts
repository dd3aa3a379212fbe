/** The smallest workload: each of the plan's operations lasts 10 ms, and is due `period_ms` after the last. */
import { successful } from "../../../src/lab/clients/attempt.ts";
import type { ScheduledOperations } from "../../../src/lab/load/scheduled_operations.ts";
import { serveLoad } from "../../../src/lab/load/worker_entry.ts";
import { sleep } from "../_until.ts";

export interface CountdownPlan {
  readonly run_id: string;
  readonly period_ms: number;
}

async function countDown(
  { period_ms }: CountdownPlan,
  operations: ScheduledOperations,
  thread: number,
): Promise<number> {
  if (period_ms <= 0) throw new RangeError("no period");
  const group = operations.addGroup({
    ...{ id: `count-${thread}`, kind: "put", subject: "clock" },
    worker: `c${thread}`,
  });
  const begin = performance.now();
  let number = 0;
  for (; await operations.until(begin + number * period_ms); number++) {
    const due = begin + number * period_ms;
    operations.arrive(performance.now() - due);
    await operations.make({ group, number, due }, async () => {
      await sleep(10);
      return successful(0);
    });
  }
  return number;
}

serveLoad(countDown);
