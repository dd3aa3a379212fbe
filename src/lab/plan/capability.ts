/** Capabilities of systems under test; experiments and faults state those that they require. */
import { z } from "zod";

export const Capability = z.enum([
  "key-value",
  "scenario",
  "promql",
  "several-nodes",
  "leader",
  "catch-up",
  "kill",
  "replace",
  "pause",
  "throttle",
  "namespaces",
  "proxies",
  "metrics",
  "forward-lines",
  "sink-clusters",
  "disk-buffer",
  "push-apps",
  "run-tasks",
  "kill-cells",
  "cut-store",
  "wipe-store",
  "control-plane",
  "kill-store",
  "pause-store",
  "fill-disk",
  "kill-api",
  "platform-logs",
]);
export type Capability = z.infer<typeof Capability>;

/** Each capability as it reads after `cannot`. */
const descriptions: Readonly<Record<Capability, string>> = {
  "key-value": "serve a key-value load",
  scenario: "answer the HTTP requests of a scenario",
  promql: "answer PromQL queries",
  "several-nodes": "have several nodes",
  leader: "name its leader",
  "catch-up": "tell whether a node has caught up",
  kill: "have its nodes killed and started again",
  replace: "replace a node that lost its disk",
  pause: "have its nodes paused",
  throttle: "have the processor time of a node limited",
  namespaces: "give each node a network namespace",
  proxies: "connect its nodes through proxies",
  metrics: "expose metrics",
  "forward-lines": "forward lines to sinks",
  "sink-clusters": "distribute lines among the sinks of a cluster",
  "disk-buffer": "buffer lines on disk",
  "push-apps": "have applications pushed",
  "run-tasks": "run tasks",
  "kill-cells": "have its cells destroyed and restored",
  "cut-store": "have its store cut off",
  "wipe-store": "have its store lose its data",
  "control-plane": "keep the records of a control plane",
  "kill-store": "have its store killed and started again",
  "pause-store": "have its store paused",
  "fill-disk": "have its store on a disk that fills up",
  "kill-api": "have what answers requests killed apart from its store",
  "platform-logs": "give the log of its components",
};

/** A system, with its capabilities. */
export interface Capable {
  readonly name: string;
  readonly can: readonly Capability[];
}

/** Returns what a system lacks of `requires`, `http cannot have its nodes paused`; empty if it lacks nothing. */
export function missingCapability(
  { name, can }: Capable,
  requires: readonly Capability[],
): string {
  const missing = requires.filter((capability) => !can.includes(capability));
  if (missing.length === 0) return "";
  const reasons = missing.map((capability) => descriptions[capability]);
  return `${name} cannot ${reasons.join(", nor ")}`;
}
