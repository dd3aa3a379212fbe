/** How a control plane of ours behaves, as settings that every run records. */
import { choice, number, type ValuesOf } from "../../lab/plan/settings.ts";
import type { ComponentOptions } from "./control_plane/component_flags.ts";

/** Requests a second that the controller manager and the scheduler may make, where their limit is not in question. */
const RAISED_RATE = 5000;

export const kubernetesParameters = {
  // Leases are renewed every 10 s: a shorter time would take nodes for dead that are not.
  grace_period: number("Node grace period", 50, {
    ...{ unit: "s", min: 15, max: 3600, integer: true, identifies: true },
    about: "without a report of a node, until it is not ready",
  }),
  toleration: number("Toleration", 300, {
    ...{ unit: "s", min: 0, max: 86_400, integer: true, identifies: true },
    about: "how long pods stay on a node that is not ready",
  }),
  eviction_rate: number("Eviction rate", 0.1, {
    ...{ unit: "1/s", min: 0.001, max: 1000 },
    about: "nodes a second from which pods are evicted",
  }),
  client_limits: choice("Limits of components", ["raised", "default"], {
    about:
      "default: 20 requests a second of the controller manager, 50 of the scheduler",
  }),
  flow_control: choice("Flow control", ["on", "off"], {
    about: "whether the API server limits what is in flight",
  }),
  store_cut: choice("Cut of the store", ["kill", "pause"], {
    about: "kill: etcd is killed, and started again; pause: it stands still",
  }),
};

export type KubernetesValues = ValuesOf<typeof kubernetesParameters>;

/** Returns how the components behave. */
export function toBehaviour(
  { grace_period, eviction_rate, client_limits, flow_control }:
    KubernetesValues,
): Omit<ComponentOptions, "folder" | "ports"> {
  return {
    gracePeriod: grace_period,
    evictionRate: eviction_rate,
    clientRate: client_limits === "raised" ? RAISED_RATE : null,
    flowControl: flow_control === "on",
  };
}
