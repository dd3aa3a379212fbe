/** Messages between the thread that records and the threads that drive load. */
import type {
  GeneratorGauges,
  Pacing,
} from "../../lab/load/generator_health.ts";
import type { Batch } from "./operation_batch.ts";
import type { LoadPlan } from "./load_plan.ts";
import type { KeyHistory } from "./write_history.ts";

/** Task of one load thread. */
export interface LoadTask {
  readonly plan: LoadPlan;
  /** Index of the thread. */
  readonly thread: number;
}

export type LoadThreadMessage =
  | {
    readonly type: "batch";
    readonly batch: Batch;
    /** Since the last batch. */
    readonly pacing: Pacing;
  }
  | { readonly type: "gauge" } & GeneratorGauges
  | { readonly type: "started" }
  | { readonly type: "stopped"; readonly acknowledged: readonly KeyHistory[] };
