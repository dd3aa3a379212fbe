/** Defines faults: what they require, the selection of target nodes, injection into each, and healing. */
import { throttleUnavailableReason } from "../limits/cpu_throttle.ts";
import type { Network } from "../network/network.ts";
import type { Capability } from "../plan/capability.ts";
import type { Settings, Values } from "../plan/settings.ts";
import type { ClusterNode, NodeGroup } from "../system/system_under_test.ts";

/** The cluster that faults are injected into, and the values of the settings of all faults. */
export interface FaultContext {
  readonly cluster: NodeGroup;
  readonly network: Network;
  readonly values: Values;
}

/** An active fault. */
export interface Injected {
  /** Affected nodes. */
  readonly nodes: readonly ClusterNode[];
  /** Remark, such as that there was no leader; empty for none. */
  readonly note: string;
  /** Heals the fault. Restarted nodes need not have caught up when this resolves. */
  heal(): Promise<void>;
}

/** Target nodes: the leader, the node after it, or a majority: the leader and as many nodes after it as needed. */
export type TargetRole = "leader" | "follower" | "majority";

/** Heals one node. */
export type Heal = () => Promise<void>;

/** One target node and its index in the cluster. */
export interface FaultTarget extends FaultContext {
  readonly node: ClusterNode;
  readonly index: number;
}

export interface FaultDefinition {
  readonly name: string;
  readonly title: string;
  /** Capabilities that a system must have. */
  readonly requires: readonly Capability[];
  /** Settings of its severity; experiments with this fault have them. */
  readonly settings: Settings;
  readonly targets: TargetRole;
  /** Injects the fault into one node. */
  readonly inject: (target: FaultTarget) => Promise<Heal>;
}

export interface Fault extends Omit<FaultDefinition, "inject"> {
  /** Returns the reason why it cannot be injected into this cluster; empty if it can. */
  unavailableReason(context: FaultContext): Promise<string>;
  /**
   * Selects the target nodes, and returns a function that injects the fault into all of them and resolves when it is
   * active. If injection fails at one node, the others are healed.
   */
  prepare(context: FaultContext): Promise<() => Promise<Injected>>;
}

/** Returns a fault that injects into each target node. */
export function defineFault({ inject, ...spec }: FaultDefinition): Fault {
  return {
    ...spec,
    unavailableReason: (context) => findUnavailableReason(spec, context),
    async prepare(context) {
      const targets = await selectTargets(context, spec.targets);
      const notes = [targets.note, replacementNote(context, spec.requires)];
      return async () => {
        const heal = await injectIntoAll(targets.selected, inject);
        return {
          nodes: targets.selected.map(({ node }) => node),
          note: notes.filter((text) => text !== "").join("; "),
          heal,
        };
      };
    },
  };
}

async function injectIntoAll(
  targets: readonly FaultTarget[],
  inject: FaultDefinition["inject"],
): Promise<Heal> {
  const results = await Promise.allSettled(targets.map(inject));
  const heals = results.flatMap((result) =>
    result.status === "fulfilled" ? [result.value] : []
  );
  const heal = async () => {
    await Promise.all(heals.map((healNode) => healNode()));
  };
  const failed = results.find((result) => result.status === "rejected");
  if (failed) {
    await heal();
    throw failed.reason;
  }
  return heal;
}

/** Capabilities that need the processes of the nodes. */
const ofProcesses: readonly Capability[] = [
  ...["kill", "replace", "pause", "throttle"] as const,
];

/** Checks the capabilities that depend on the started cluster and on this machine. */
async function findUnavailableReason(
  { requires }: Pick<FaultDefinition, "requires">,
  { cluster: { nodes, replacement }, network }: FaultContext,
): Promise<string> {
  const needs = (capability: Capability) => requires.includes(capability);
  const external = nodes.find(({ process }) => process === null);
  if (ofProcesses.some(needs) && external) {
    return `${external.name} was started by somebody else`;
  }
  const far = nodes.find(({ process }) => process !== null && process.far);
  if (needs("throttle") && far) {
    return `${far.name} runs on another machine`;
  }
  if (needs("several-nodes") && nodes.length < 2) {
    return "a cluster of one has no other node";
  }
  if (needs("replace") && typeof replacement === "string") return replacement;
  if (needs("proxies") && nodes.some(({ peerProxy }) => peerProxy === null)) {
    return "peers do not reach one another through proxies here";
  }
  if (needs("namespaces") && !(network.isolate && network.rejoin)) {
    return "nodes have no network namespace each";
  }
  return needs("throttle") ? await throttleUnavailableReason() : "";
}

function replacementNote(
  { cluster: { replacement } }: FaultContext,
  requires: readonly Capability[],
): string {
  return requires.includes("replace") && typeof replacement !== "string"
    ? replacement.note
    : "";
}

/** Selects the target nodes. Without a leader the first node takes its place. */
async function selectTargets(
  context: FaultContext,
  role: TargetRole,
): Promise<
  { readonly selected: readonly FaultTarget[]; readonly note: string }
> {
  const { nodes, leader } = context.cluster;
  const name = leader ? await leader() : "";
  const leaderIndex = nodes.findIndex((node) => node.name === name);
  const first = Math.max(0, leaderIndex);
  const count = role === "majority" ? Math.floor(nodes.length / 2) + 1 : 1;
  const start = role === "follower" ? first + 1 : first;
  const selected = Array.from({ length: count }, (_, i) => {
    const index = (start + i) % nodes.length;
    const node = nodes[index];
    return node ? [{ ...context, node, index }] : [];
  }).flat();
  const reason = leader ? "no node led" : "the system has no leader";
  const note = leaderIndex === -1
    ? `${reason}, so ${nodes[0]?.name} was taken for the leader`
    : "";
  return { selected, note };
}
