/** Who leads, which nodes are part of the cluster, and when a node has caught up. */
import type { Event, Sample } from "../../record/mod.ts";
import { repeat } from "../timing/periodic.ts";
import type { Cluster, ClusterNode, Health } from "../system/system_under_test.ts";
import { timestamp } from "../timing/wall_clock.ts";

export interface ClusterProbeOptions {
  readonly run_id: string;
  readonly cluster: Cluster;
  readonly onEvents: (events: readonly Event[]) => void;
  readonly onWarning: (code: string, message: string) => void;
  /** Seconds between questions for the leader. @default {0.05} */
  readonly leaderEvery?: number;
  /** Seconds between questions for the health of a node. @default {0.5} */
  readonly healthEvery?: number;
}

/** Seconds between questions whether a node has caught up. */
const CATCH_UP_EVERY = 0.05;

/**
 * Tells by events how things stand at first and each change after, stamped when the answer came. A question waits for the
 * answer to the one before, so a cluster that answers late is asked less; nodes do not wait for each other.
 */
export class ClusterProbe implements AsyncDisposable {
  readonly #options: ClusterProbeOptions;
  readonly #stop = new AbortController();
  readonly #loops: Promise<void>[] = [];
  readonly #health = new Map<string, Health>();
  readonly #catching = new Set<string>();
  #leader: string | null = null;

  constructor(options: ClusterProbeOptions) {
    const { cluster, leaderEvery = 0.05, healthEvery = 0.5 } = options;
    this.#options = options;
    this.#ask(leaderEvery, async () => this.#led(await cluster.leader()));
    for (const node of cluster.nodes) {
      this.#ask(
        healthEvery,
        async () => this.#felt(node.name, await cluster.health(node)),
      );
    }
  }

  /** Tells once, by an event `caught_up`, when a node has all that the others have. */
  watchCatchUp(node: ClusterNode): void {
    if (this.#catching.has(node.name)) return;
    this.#catching.add(node.name);
    const done = new AbortController();
    this.#ask(CATCH_UP_EVERY, async () => {
      if (!(await this.#options.cluster.caughtUp(node))) return;
      this.#catching.delete(node.name);
      this.#tell("caught_up", node.name);
      done.abort();
    }, done.signal);
  }

  /** How many nodes are up, of how many, as last heard; none before every node was asked once. */
  sample(): Sample[] {
    const { run_id, cluster: { nodes } } = this.#options;
    if (this.#health.size < nodes.length) return [];
    const healthy = [...this.#health.values()]
      .filter((health) => health === "up").length;
    const at = timestamp();
    return Object.entries({ healthy, nodes: nodes.length }).map((
      [metric, value],
    ) => ({ run_id, source: "cluster", metric, unit: "", at, value }));
  }

  #led(leader: string): void {
    if (leader !== this.#leader) this.#tell("leader", leader);
    this.#leader = leader;
  }

  #felt(node: string, health: Health): void {
    if (health !== this.#health.get(node)) this.#tell("health", node, health);
    this.#health.set(node, health);
  }

  #tell(kind: string, subject: string, detail = ""): void {
    if (this.#stop.signal.aborted) return;
    const { run_id, onEvents } = this.#options;
    const at = timestamp();
    onEvents([{ run_id, at, kind, subject, detail }]);
  }

  /** Asks at even times until the probe, or this question, ends. A question that fails is told and asked again. */
  #ask(
    every: number,
    question: () => Promise<void>,
    signal: AbortSignal = this.#stop.signal,
  ): void {
    this.#loops.push(repeat(async () => {
      try {
        await question();
      } catch (error) {
        this.#options.onWarning(
          "probe-failed",
          `the cluster could not be asked: ${(error as Error).message}`,
        );
      }
    }, { every, signal: AbortSignal.any([signal, this.#stop.signal]) }));
  }

  /** Asks no more, and waits for the answers that are due. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#loops);
  }
}
