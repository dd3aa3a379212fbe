/** What a result on Kubernetes rests on, a sentence each. */
import { PODS_PER_NODE } from "./control_plane/simulated_nodes.ts";

/** Of a control plane of ours, by its settings. */
export function describeOwn(
  { grace_period, toleration, eviction_rate, client_limits, flow_control }: {
    readonly grace_period: number;
    readonly toleration: number;
    readonly eviction_rate: number;
    readonly client_limits: string;
    readonly flow_control: string;
  },
): readonly string[] {
  return [
    "The control plane is real: one etcd, one API server, one controller manager and one scheduler, on the machine that makes the load.",
    "Nodes and containers are simulated by kwok: no image is pulled, a container runs as soon as kwok sees that it has a node, and a pod that is deleted goes at once.",
    "A node that dies is one that kwok was told to leave alone, so that its lease is not renewed.",
    `A node has 64 processors, and room for ${PODS_PER_NODE} pods, the limit that Kubernetes documents for large clusters.`,
    `A node is not ready after ${grace_period} s without a sign of it, its pods are given up ${toleration} s later, and ${eviction_rate} nodes a second are given up.`,
    client_limits === "default"
      ? "The controller manager makes at most 20 requests a second, the scheduler 50, as by default."
      : "The limits for requests of the controller manager and the scheduler are raised: by default they are 20 and 50 a second.",
    flow_control === "on"
      ? "The API server limits what is in flight, as by default."
      : "The API server does not limit what is in flight, which it does by default.",
    "Service accounts are not admitted to pods, and every request is authorised.",
  ];
}

/** Of a cluster of somebody else. */
export function describeTheirs(
  { context, namespace, image }: {
    readonly context: string;
    readonly namespace: string;
    readonly image: string;
  },
): readonly string[] {
  return [
    `The cluster is that of the context ${context}; containers are those of the image ${image}, in the namespace ${namespace}.`,
    "What else the cluster does meanwhile is not known.",
  ];
}
