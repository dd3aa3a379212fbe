/** Drives a key-value load: threads with a share of the workers each (`load_worker.ts`). */
import type { LoadHandle, LoadReceivers } from "../../lab/load/load_handle.ts";
import { startWorkerLoad } from "../../lab/load/worker_load.ts";
import type { LoadPlan } from "./load_plan.ts";
import type { KeyHistory } from "./write_history.ts";

/** A running load, which returns the keys with an acknowledged write of each thread when it is stopped. */
export type KeyValueLoad = LoadHandle<KeyHistory[][]>;

/**
 * Starts a load, which runs once `started` resolves. Uses fewer threads than planned if one would have no key, or
 * in an open loop no worker for some node. Throws RangeError for an open loop with fewer workers than nodes.
 */
export function startKeyValueLoad(
  requested: LoadPlan,
  receivers: LoadReceivers,
): KeyValueLoad {
  const plan = { ...requested, threads: toThreads(requested) };
  return startWorkerLoad(new URL("./load_worker.ts", import.meta.url), plan, {
    ...receivers,
    name: "the load generator",
    driver: "generator",
    threads: Array.from(
      { length: plan.threads },
      (_, thread) => `generator-${thread}`,
    ),
  });
}

/** Returns the planned threads, or fewer if one would have no key or, in an open loop, no worker for some node. */
function toThreads(plan: LoadPlan): number {
  const { threads, workers, keys, loop } = plan;
  const max = loop === "closed" ? workers : workers / countTargets(plan);
  if (max >= 1) return Math.min(threads, Math.floor(max), keys);
  throw new RangeError(
    `Cannot drive an open loop as it needs at least one worker per node: current value is ${workers}`,
  );
}

/** Returns the number of nodes that get requests. */
function countTargets({ policy, endpoints }: LoadPlan): number {
  return policy === "first" ? 1 : endpoints.length;
}
