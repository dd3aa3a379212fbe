/** Who asks the queries of a run: users of our own, or Locust's. */
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import type { Recorder } from "../../lab/recording/recorder.ts";
import { startLocustLoad } from "../../workloads/locust/locust_load.ts";
import {
  type QueryLoad,
  type QueryPlan,
  startQueryLoad,
} from "../../workloads/promql/promql_load.ts";
import type { KeptRows } from "./row_collector.ts";
import { figuresOfLocust, reportFigures } from "./self_reported.ts";

export interface DriverOptions {
  readonly driver: "loadline" | "locust";
  /** Processes of Locust that ask, beside its master; 0 for one that does all. */
  readonly locust_workers: number;
  readonly processes: ProcessGroup;
  readonly recorder: Pick<Recorder, "run_id" | "append" | "warn">;
  readonly kept: KeptRows;
  readonly signal: AbortSignal;
}

/**
 * Starts asking. What Locust itself counted is kept as reported once it is stopped. Throws `UnavailableError` when Locust is
 * asked for and not installed, RangeError for a plan in which its users would have nothing to ask.
 */
export async function startQueries(
  plan: QueryPlan,
  options: DriverOptions,
): Promise<QueryLoad> {
  const { driver, processes, recorder, kept, signal } = options;
  const rows = {
    onOperations: kept.operations,
    onSamples: kept.samples,
    onEvents: kept.events,
  };
  if (driver === "loadline") return startQueryLoad(plan, rows);
  const locust = await startLocustLoad(plan, {
    ...rows,
    processes,
    workers: options.locust_workers,
    onWarning: (code, message) => recorder.warn(code, message),
    signal,
  });
  kept.event("note", "generator", `Locust ${locust.version}`);
  return {
    begun: locust.begun,
    ended: locust.ended,
    live: () => locust.live(),
    async stop() {
      await locust.stop();
      reportFigures(recorder, figuresOfLocust(locust.totals()));
    },
    [Symbol.asyncDispose]: () => locust[Symbol.asyncDispose](),
  };
}
