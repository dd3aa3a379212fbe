/** Pushes log lines to Loki (`log_worker.ts`). */
import type { LoadHandle, LoadReceivers } from "../../lab/load/load_handle.ts";
import { startWorkerLoad } from "../../lab/load/worker_load.ts";
import type { LogPlan } from "./log_plan.ts";

/**
 * Starts the load once its worker runs: the lines of a period are pushed at its end. Throws RangeError unless `lines`,
 * `streams` and `period` are above 0.
 */
export function startLogLoad(
  plan: LogPlan,
  receivers: Pick<LoadReceivers, "onOperations" | "onEvents">,
): LoadHandle<unknown> {
  for (const key of ["lines", "streams", "period"] as const) {
    if (plan[key] > 0) continue;
    throw new RangeError(
      `Cannot push log lines as ${key} must be above 0: ${plan[key]}`,
    );
  }
  return startWorkerLoad(new URL("./log_worker.ts", import.meta.url), plan, {
    ...receivers,
    // The source `generator` is the query load only.
    onSamples: () => {},
    name: "the log load",
    driver: "logs",
    threads: ["logs"],
  });
}
