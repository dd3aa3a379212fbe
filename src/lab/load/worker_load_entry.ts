/** The worker's side of `worker_load.ts`. */
import { type Driven, serveThread } from "./worker_entry.ts";
import type { Operation } from "../../record/mod.ts";
import type { FromLoadWorker } from "./worker_load.ts";

/** Load from when it is made until it is stopped. */
export interface ServedLoad extends Pick<Driven, "gauge" | "stop" | "done"> {
  /** Operations that ended since the last call. */
  take(): Operation[];
}

/** Serves the worker that this is called in with the load that `begin` makes of a plan. */
export function serveLoad<Plan>(begin: (plan: Plan) => ServedLoad): void {
  serveThread((plan: Plan) => {
    const load = begin(plan);
    return {
      flush: () => hand(load.take()),
      gauge: () => load.gauge(),
      done: load.done,
      stop: () => load.stop(),
      last: () => ({}),
    };
  });
}

function hand(operations: readonly Operation[]): void {
  if (operations.length === 0) return;
  const message: FromLoadWorker = { type: "operations", operations };
  self.postMessage(message);
}
