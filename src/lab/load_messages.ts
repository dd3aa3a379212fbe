/** What the recorder's thread and the threads that drive load tell each other. */
import type { Batch } from "./load_batch.ts";
import type { LoadPlan } from "./load_plan.ts";

export type ToThread =
  | { readonly type: "begin"; readonly plan: LoadPlan; readonly thread: number }
  | { readonly type: "stop" };

/** What a thread measures of itself in a second. */
export interface Gauge {
  /** Share of one core. */
  readonly cpu: number;
  /** Seconds that its event loop was late at most. */
  readonly lag: number;
  /** Attempts under way. */
  readonly inFlight: number;
  /** Seconds that it started a request late at most, although a connection was free. */
  readonly pacingError: number;
}

export type FromThread =
  | { readonly type: "batch"; readonly batch: Batch }
  | { readonly type: "gauge" } & Gauge
  | { readonly type: "stopped"; readonly acknowledged: readonly string[] }
  | { readonly type: "failed"; readonly message: string };
