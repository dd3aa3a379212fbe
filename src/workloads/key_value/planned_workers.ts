/** The workers of one thread of a key-value load: which node each has, and how its operations are named. */
import type { ScheduledOperations } from "../../lab/load/scheduled_operations.ts";
import { toWorkerIndices } from "../../lab/load/thread_share.ts";
import type { Endpoint } from "../../lab/system/client_spec.ts";
import type { LoadPlan } from "./load_plan.ts";

/** A worker, which has one connection. */
export interface PlannedWorker {
  /** Index of its endpoint. */
  readonly node: number;
  readonly endpoint: Endpoint;
  /** Groups of its operations, which share their numbers. */
  readonly put: number;
  readonly get: number;
}

/** Returns the thread's share of the workers. Throws TypeError if there is no endpoint. */
export function planWorkers(
  plan: LoadPlan,
  operations: ScheduledOperations,
  thread: number,
): PlannedWorker[] {
  return toWorkerIndices(plan, thread)
    .map((index) => planWorker(plan, operations, index));
}

/** `index` is that among all workers of the plan. */
function planWorker(
  { endpoints, policy }: LoadPlan,
  operations: ScheduledOperations,
  index: number,
): PlannedWorker {
  const node = policy === "first" ? 0 : index % endpoints.length;
  const endpoint = endpoints[node];
  if (!endpoint) throw new TypeError("Cannot drive load as there is no node");
  const addGroup = (kind: "put" | "get") =>
    operations.addGroup({
      id: String(index),
      kind,
      subject: endpoint.name,
      worker: `w${index}`,
    });
  return { node, endpoint, put: addGroup("put"), get: addGroup("get") };
}

/** Returns the workers of each node that has some. */
export function groupByNode<Worker extends Pick<PlannedWorker, "node">>(
  workers: readonly Worker[],
): Worker[][] {
  return [...Map.groupBy(workers, ({ node }) => node).values()];
}
