/** What the recorder's thread and the threads that drive load tell each other. */
import type { Gauge, Pacing } from "../../lab/load/generator_health.ts";
import type { Batch } from "./operation_batch.ts";
import type { LoadPlan } from "./load_plan.ts";
import type { Written } from "./write_history.ts";

/** What one thread does. */
export interface LoadTask {
  readonly plan: LoadPlan;
  /** Index of the thread. */
  readonly thread: number;
}

export type FromThread =
  | {
    readonly type: "batch";
    readonly batch: Batch;
    /** Since the last batch. */
    readonly pacing: Pacing;
  }
  | { readonly type: "gauge" } & Gauge
  | { readonly type: "begun" }
  | { readonly type: "stopped"; readonly acknowledged: readonly Written[] };
