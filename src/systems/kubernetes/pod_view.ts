/** What a pod is to whoever asked for it. */
import { APP_LABEL, TASK_LABEL } from "./api/labels.ts";
import { type Pod, statusOf } from "./api/objects.ts";

/**
 * State of a pod. `pending`: no node; `bound`: a node, and its containers do not run yet; `crashed`: a container has
 * ended and waits for its restart; `lost`: its node is not heard of; `ended`: it is going, or is done.
 */
export type PodState =
  | "pending"
  | "bound"
  | "running"
  | "crashed"
  | "lost"
  | "ended";

export interface PodView {
  readonly uid: string;
  readonly name: string;
  /** Empty for a pod of something else. */
  readonly app: string;
  /** Task that it is; empty for none. */
  readonly task: string;
  /** Node that it is bound to; empty for none. */
  readonly node: string;
  readonly state: PodState;
  /** Why the scheduler finds no node for it; empty if it does not say. */
  readonly blocked: string;
}

export function toPodView(pod: Pod): PodView {
  const { metadata: { uid, name, labels }, spec } = pod;
  const { conditions } = pod.status;
  const unscheduled = conditions.find(({ type, status }) =>
    type === "PodScheduled" && status === "False"
  );
  return {
    ...{ uid, name, node: spec.nodeName },
    app: labels[APP_LABEL] ?? "",
    task: labels[TASK_LABEL] ?? "",
    state: stateOf(pod),
    blocked: spec.nodeName === "" ? unscheduled?.message ?? "" : "",
  };
}

function stateOf(pod: Pod): PodState {
  const { metadata, spec, status } = pod;
  if (metadata.deletionTimestamp !== "") return "ended";
  if (status.phase === "Succeeded" || status.phase === "Failed") return "ended";
  if (spec.nodeName === "") return "pending";
  if (status.phase !== "Running") return "bound";
  if (statusOf(pod, "Ready") === "True") return "running";
  const isDown = status.containerStatuses.some(({ state }) =>
    state.waiting !== undefined || state.terminated !== undefined
  );
  // The node controller takes a pod's readiness away when it no longer hears of its node.
  return isDown ? "crashed" : "lost";
}
