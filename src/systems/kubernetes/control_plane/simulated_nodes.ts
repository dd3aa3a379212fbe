/**
 * Nodes that kwok (0.8 or later) acts for. One is killed as a machine is that loses its power: kwok is told to leave it
 * alone, so that neither its lease nor its status is renewed, and nobody acts on its pods.
 */
import { delay } from "../../../lab/timing/delay.ts";
import {
  drawSome,
  seededRandom,
  spreadSeed,
} from "../../../statistics/basics/random.ts";
import { toCellName } from "../../control_plane/control_plane.ts";
import type { ApiAnswer, ApiClient } from "../api/api_client.ts";
import { inParallel } from "../../support/in_parallel.ts";
import { KWOK_LABEL } from "../api/labels.ts";
import { Node, statusOf } from "../api/objects.ts";
import { watchObjects } from "../api/watch_objects.ts";

/** Requests in flight. */
const MAX_REQUESTS = 32;

/** Seconds that a request may take. */
const TIMEOUT_S = 60;

/** Seconds until all nodes must be ready: 1,000 took 26 on a busy machine. */
const READY_TIMEOUT_S = 600;

/** Pods of a node: the default, and the limit that Kubernetes documents for large clusters. */
export const PODS_PER_NODE = 110;

/** What a simulated node has: bytes, and the pods that it takes. */
export interface NodeSize {
  readonly memory: number;
  readonly disk: number;
  readonly pods: number;
}

export interface SimulatedNodes {
  readonly names: readonly string[];
  /** Makes all of them. Throws an Error for the first that cannot be made. */
  create(): Promise<void>;
  /** Resolves when all are ready. Throws an Error if they are not in time. */
  ready(): Promise<void>;
  /** Kills up to `n` that are alive, drawn by the seed; returns their names. Throws an Error if it cannot. */
  kill(n: number): Promise<readonly string[]>;
  /** Kills those named. Throws an Error if it cannot. */
  killNamed(names: readonly string[]): Promise<void>;
  /** Lets kwok act for them again. Throws an Error if it cannot. */
  restore(names: readonly string[]): Promise<void>;
}

export interface SimulatedNodesOptions {
  readonly client: Pick<ApiClient, "call" | "open">;
  readonly count: number;
  readonly size: NodeSize;
  readonly seed: number;
  readonly signal: AbortSignal;
}

export function toSimulatedNodes(
  { client, count, size, seed, signal }: SimulatedNodesOptions,
): SimulatedNodes {
  const names = Array.from({ length: count }, (_, i) => toCellName(i));
  const random = seededRandom(spreadSeed(seed));
  const dead = new Set<string>();
  const limits = { timeout: TIMEOUT_S, signal };
  const each = (
    nodes: readonly string[],
    act: (name: string) => Promise<ApiAnswer>,
  ) =>
    inParallel(nodes, MAX_REQUESTS, async (name) => {
      const { outcome, error } = await act(name);
      signal.throwIfAborted();
      if (outcome === "ok") return;
      throw new Error(`Cannot change the node ${name} as ${error || outcome}`);
    });
  const setManaged = (isManaged: boolean) => (name: string) =>
    client.call({
      verb: "patch",
      ...{ resource: "nodes", path: `/api/v1/nodes/${name}` },
      body: {
        metadata: { labels: { [KWOK_LABEL]: isManaged ? "yes" : null } },
      },
    }, limits);
  const killNamed = async (nodes: readonly string[]) => {
    await each(nodes, setManaged(false));
    for (const name of nodes) dead.add(name);
  };
  return {
    names,
    create: () =>
      each(names, (name) =>
        client.call({
          verb: "create",
          ...{ resource: "nodes", path: "/api/v1/nodes" },
          body: toNode(name, size),
        }, limits)),
    ready: () => whenReady({ client, names, signal }),
    async kill(n) {
      const alive = names.filter((name) => !dead.has(name));
      const drawn = drawSome(alive, n, random);
      await killNamed(drawn);
      return drawn.toSorted();
    },
    killNamed,
    async restore(nodes) {
      await each(nodes, setManaged(true));
      for (const name of nodes) dead.delete(name);
    },
  };
}

async function whenReady(
  { client, names, signal }: {
    readonly client: Pick<ApiClient, "call" | "open">;
    readonly names: readonly string[];
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const pending = new Set(names);
  const ready = Promise.withResolvers<void>();
  const ending = new AbortController();
  await using _watch = watchObjects({
    ...{ client, resource: "nodes", path: "/api/v1/nodes", schema: Node },
    parts: "all",
    onObject(node) {
      if (statusOf(node, "Ready") !== "True") return;
      pending.delete(node.metadata.name);
      if (pending.size === 0) ready.resolve();
    },
    onGone() {
      // Nobody removes nodes here.
    },
    signal: ending.signal,
  });
  using owned = new DisposableStack();
  owned.defer(() => ending.abort());
  await Promise.race([
    ready.promise,
    delay(READY_TIMEOUT_S, AbortSignal.any([signal, ending.signal])).then(
      () => {
        throw new Error(
          `Cannot wait for the nodes any longer as ${pending.size} of ${names.length} are not ready after ${READY_TIMEOUT_S} s`,
        );
      },
    ),
  ]);
}

function toNode(name: string, { memory, disk, pods }: NodeSize): unknown {
  const resources = {
    cpu: "64",
    memory: String(memory),
    "ephemeral-storage": String(disk),
    pods: String(pods),
  };
  return {
    ...{ apiVersion: "v1", kind: "Node" },
    metadata: {
      name,
      labels: { [KWOK_LABEL]: "yes", "kubernetes.io/hostname": name },
    },
    status: { allocatable: resources, capacity: resources },
  };
}
