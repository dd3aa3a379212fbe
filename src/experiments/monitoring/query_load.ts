/** Starts the query load of a run, by our own generator or by Locust. */
import type { LoadHandle } from "../../lab/load/load_handle.ts";
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import type { Recorder } from "../../lab/recording/recorder.ts";
import type { RowReceivers } from "../../lab/recording/row_receivers.ts";
import { startLocustLoad } from "../../workloads/locust/locust_load.ts";
import { startQueryLoad } from "../../workloads/promql/promql_load.ts";
import type { QueryPlan } from "../../workloads/promql/query_plan.ts";
import { recordSelfReported, toLocustMetrics } from "./self_reported.ts";

export interface DriverOptions {
  readonly driver: "loadline" | "locust";
  /** Worker processes of Locust beside its master; 0 = a single process. */
  readonly locust_workers: number;
  readonly processes: ProcessGroup;
  readonly recorder: Pick<Recorder, "run_id" | "append" | "event">;
  readonly receivers: RowReceivers;
  readonly signal: AbortSignal;
}

/**
 * Starts queries. Locust's own statistics are recorded as self-reported metrics when it stops. Throws
 * `UnavailableError` if Locust is requested and not installed, RangeError if the plan leaves its users without queries.
 */
export async function startQueries(
  plan: QueryPlan,
  options: DriverOptions,
): Promise<LoadHandle<unknown>> {
  const { driver, processes, recorder, receivers, signal } = options;
  if (driver === "loadline") return startQueryLoad(plan, receivers);
  const locust = await startLocustLoad(plan, {
    ...receivers,
    processes,
    workers: options.locust_workers,
    signal,
  });
  recorder.event("note", "generator", `Locust ${locust.version}`);
  return {
    ...locust,
    async stop() {
      recordSelfReported(recorder, toLocustMetrics(await locust.stop()));
    },
  };
}
