/** Messages between the thread that records and a worker that drives load: one protocol for every workload. */
import type { GeneratorGauges } from "./generator_health.ts";
import type { Batch } from "./operation_batch.ts";

export type LoadCommand<Plan> =
  | {
    readonly type: "start";
    /** Plain data. */
    readonly plan: Plan;
    /** Index of the thread. */
    readonly thread: number;
    /** Milliseconds by which the machine's clock is ahead of the run's; see `adoptClock()`. */
    readonly ahead: number;
  }
  | { readonly type: "stop" };

/** What a worker reports while it runs. */
export type LoadReport =
  | { readonly type: "batch"; readonly batch: Batch }
  | { readonly type: "gauge"; readonly gauges: GeneratorGauges };

export type LoadMessage<Result> =
  | LoadReport
  /** The load runs since `at`, in milliseconds since 1970. */
  | { readonly type: "started"; readonly at: number }
  | { readonly type: "stopped"; readonly result: Result }
  | { readonly type: "failed"; readonly message: string };
