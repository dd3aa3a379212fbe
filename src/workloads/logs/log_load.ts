/** Drives a load of log pushes at Loki from a separate Deno worker (`log_pushes.ts`). */
import {
  type LoadInWorker,
  type LoadInWorkerOptions,
  startLoadInWorker,
} from "../../lab/load/worker_load.ts";
import type { LogPlan } from "./log_plan.ts";

export type { LogPlan } from "./log_plan.ts";
export type LogLoad = LoadInWorker;

/**
 * Starts the load once its worker runs: the lines of a period are pushed at its end. Throws RangeError unless `lines`,
 * `streams` and `period` are above 0.
 */
export function startLogLoad(
  plan: LogPlan,
  { onOperations, onEvents }: Pick<
    LoadInWorkerOptions,
    "onOperations" | "onEvents"
  >,
): LogLoad {
  for (const key of ["lines", "streams", "period"] as const) {
    if (plan[key] > 0) continue;
    throw new RangeError(
      `Cannot push log lines as ${key} must be above 0: ${plan[key]}`,
    );
  }
  const url = new URL("./log_worker.ts", import.meta.url);
  const worker = new Worker(url, { type: "module" });
  return startLoadInWorker(worker, plan, {
    name: "the log load",
    driver: "logs",
    onOperations,
    onEvents,
    // The source `generator` is the query load only.
    onSamples: () => {},
  });
}
