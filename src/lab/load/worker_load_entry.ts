/** The worker's side of `worker_load.ts`. */
import { type RunningTask, serveThread } from "./worker_entry.ts";
import type { Operation } from "../../record/mod.ts";
import type { LoadWorkerMessage } from "./worker_load.ts";

/** A load that runs from its construction until it is stopped. */
export interface ServedLoad
  extends Pick<RunningTask, "gauge" | "stop" | "done"> {
  /** Returns the operations that ended since the last call. */
  take(): Operation[];
}

/** Runs a load in the current worker. */
export function serveLoad<Plan>(start: (plan: Plan) => ServedLoad): void {
  serveThread((plan: Plan) => {
    const load = start(plan);
    return {
      flush: () => post(load.take()),
      gauge: () => load.gauge(),
      done: load.done,
      stop: () => load.stop(),
      last: () => ({}),
    };
  });
}

function post(operations: readonly Operation[]): void {
  if (operations.length === 0) return;
  const message: LoadWorkerMessage = { type: "operations", operations };
  self.postMessage(message);
}
