/** Polls the leader, the health of the nodes, and whether a node has caught up. */
import {
  type Event,
  type EventKind,
  type Sample,
  type Source,
  toEvent,
} from "../../record/mod.ts";
import { repeat } from "../timing/periodic.ts";
import type {
  ClusterNode,
  Health,
  NodeGroup,
} from "../system/system_under_test.ts";
import { timestamp } from "../timing/wall_clock.ts";

export interface ClusterProbeOptions {
  readonly run_id: string;
  readonly cluster: NodeGroup;
  readonly onEvents: (events: readonly Event[]) => void;
  readonly onWarning: (code: string, message: string) => void;
  /** Poll interval of the leader in seconds. @default {0.05} */
  readonly leaderEvery?: number;
  /** Poll interval of a node's health in seconds. @default {0.5} */
  readonly healthEvery?: number;
}

const CATCH_UP_POLL_INTERVAL_S = 0.05;

/**
 * Emits the initial state and every later change as events, with the time of the response. Each poll waits for the
 * response to the one before, so a slow cluster is polled less often; nodes are polled independently.
 */
export class ClusterProbe implements AsyncDisposable {
  readonly #options: ClusterProbeOptions;
  readonly #stop = new AbortController();
  readonly #loops: Promise<void>[] = [];
  readonly #health = new Map<string, Health>();
  readonly #catchingUp = new Set<string>();
  #leader: string | null = null;

  constructor(options: ClusterProbeOptions) {
    const { cluster, leaderEvery = 0.05, healthEvery = 0.5 } = options;
    this.#options = options;
    const { leader } = cluster;
    if (leader) {
      this.#poll(leaderEvery, async () => this.#onLeader(await leader()));
    }
    for (const node of cluster.nodes) {
      this.#poll(
        healthEvery,
        async () => this.#onHealth(node.name, await cluster.health(node)),
      );
    }
  }

  /** Emits one event `caught_up` when a node has caught up with the others; none where the system does not tell. */
  watchCatchUp(node: ClusterNode): void {
    const { caughtUp } = this.#options.cluster;
    if (!caughtUp || this.#catchingUp.has(node.name)) return;
    this.#catchingUp.add(node.name);
    const done = new AbortController();
    this.#poll(CATCH_UP_POLL_INTERVAL_S, async () => {
      if (!(await caughtUp(node))) return;
      this.#catchingUp.delete(node.name);
      this.#emit("caught_up", node.name);
      done.abort();
    }, done.signal);
  }

  /** Returns samples of the healthy and total number of nodes; empty until every node was polled once. */
  sample(): Sample[] {
    const { run_id, cluster: { nodes } } = this.#options;
    if (this.#health.size < nodes.length) return [];
    const healthy = [...this.#health.values()]
      .filter((health) => health === "up").length;
    const at = timestamp();
    return Object.entries({ healthy, nodes: nodes.length }).map((
      [metric, value],
    ) => ({
      run_id,
      source: "cluster" satisfies Source,
      metric,
      unit: "",
      at,
      value,
    }));
  }

  #onLeader(leader: string): void {
    if (leader !== this.#leader) this.#emit("leader", leader);
    this.#leader = leader;
  }

  #onHealth(node: string, health: Health): void {
    if (health !== this.#health.get(node)) this.#emit("health", node, health);
    this.#health.set(node, health);
  }

  #emit(kind: EventKind, subject: string, detail = ""): void {
    if (this.#stop.signal.aborted) return;
    const { run_id, onEvents } = this.#options;
    const at = timestamp();
    onEvents([toEvent({ run_id, at, kind, subject, detail })]);
  }

  /** Polls until the probe, or this poll, ends. A failed query is a warning, and polling continues. */
  #poll(
    every: number,
    query: () => Promise<void>,
    signal: AbortSignal = this.#stop.signal,
  ): void {
    this.#loops.push(repeat(async () => {
      try {
        await query();
      } catch (error) {
        this.#options.onWarning(
          "probe-failed",
          `the cluster could not be asked: ${(error as Error).message}`,
        );
      }
    }, { every, signal: AbortSignal.any([signal, this.#stop.signal]) }));
  }

  /** Stops polling, and waits for queries in flight. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#loops);
  }
}
