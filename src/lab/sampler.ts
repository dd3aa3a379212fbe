/** All probes of one run: what its nodes, its cluster and its machine do, from now until it is disposed of. */
import type { Event, Operation, Sample } from "../record/mod.ts";
import { AvailabilityProbe } from "./availability_probe.ts";
import { connectClient } from "./client.ts";
import { ClusterProbe } from "./cluster_probe.ts";
import { HostProbe } from "./host_probe.ts";
import { MetricsProbe } from "./metrics_probe.ts";
import { missingProc } from "./proc_files.ts";
import { ProcessProbe } from "./process_probe.ts";
import { canReadTable } from "./process_table.ts";
import { repeat } from "./repeat.ts";
import type { Cluster, ClusterNode } from "./system.ts";

export interface SamplerOptions {
  readonly run_id: string;
  readonly cluster: Cluster;
  readonly onSamples: (samples: readonly Sample[]) => void;
  readonly onEvents: (events: readonly Event[]) => void;
  readonly onOperations: (operations: readonly Operation[]) => void;
  readonly onWarning: (code: string, message: string) => void;
  /**
   * Whether to ask every node every 25 ms whether it takes a write, and every 50 ms for the leader, as recovery is measured
   * by; otherwise leader and health are asked for every other second, which costs the cluster less. @default {false}
   */
  readonly available?: boolean;
  /** Seconds from one sample to the next. @default {1} */
  readonly every?: number;
}

/** Probes at work; dispose of it before the cluster ends. */
export interface Sampler extends AsyncDisposable {
  /** Tells by an event `caught_up` when a node has all that the others have. */
  watchCatchUp(node: ClusterNode): void;
}

/** Seconds that an availability probe waits. */
const PATIENCE = 0.3;

/**
 * Starts all probes. Processes are looked up anew each time, as nodes end and start again; a node that does not run has no
 * samples. The first look at a process gives no rates, and a look that comes too late takes the place of those it missed.
 */
export function startSampler(options: SamplerOptions): Sampler {
  const { run_id, cluster } = options;
  const { onSamples, onEvents, onOperations, onWarning } = options;
  const { available = false, every = 1 } = options;
  const missing = missingProc();
  const proc = missing === "";
  const stop = new AbortController();
  const processes = new ProcessProbe({ run_id, onWarning, proc });
  const host = new HostProbe({ run_id, proc });
  const metrics = new MetricsProbe({ run_id, onSamples, onWarning });
  const members = new ClusterProbe({
    run_id,
    cluster,
    onEvents,
    onWarning,
    leaderEvery: available ? 0.05 : 2,
    healthEvery: available ? 0.5 : 2,
  });
  const availability = available
    ? new AvailabilityProbe({
      run_id,
      onOperations,
      onWarning,
      nodes: cluster.nodes,
      connect: ({ endpoint }) =>
        connectClient(cluster.client, endpoint, { timeout: PATIENCE }),
    })
    : null;
  const failed = (error: Error) =>
    onWarning("probe-failed", `a sample could not be taken: ${error.message}`);

  async function look(): Promise<void> {
    const running = cluster.nodes.filter(({ process }) =>
      process === null || process.pid !== null
    );
    // Pages come when they come: nothing waits for them.
    metrics.scrape(running.map(({ name, metrics: url }) => ({ name, url })))
      .catch(failed);
    onSamples([
      ...host.sample(),
      ...members.sample(),
      ...await processes.sample(
        running.flatMap(({ name, process }) =>
          process?.pid ? [{ name, pid: process.pid }] : []
        ),
      ),
    ]);
  }

  const told = proc ? Promise.resolve() : tellFallback(missing, onWarning);
  const loop = repeat(() => look().catch(failed), {
    every,
    signal: stop.signal,
  });
  return {
    watchCatchUp: (node) => members.watchCatchUp(node),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all([
        loop,
        told,
        members[Symbol.asyncDispose](),
        metrics[Symbol.asyncDispose](),
        availability?.[Symbol.asyncDispose](),
      ]);
    },
  };
}

/** Says what cannot be seen without /proc. */
async function tellFallback(
  missing: string,
  onWarning: SamplerOptions["onWarning"],
): Promise<void> {
  const processes = await canReadTable()
    ? "of processes only memory, and processor time in whole seconds, are sampled"
    : "processes are not sampled, as ps cannot be run either";
  onWarning(
    "probe-fallback",
    `${missing}: ${processes}; of the machine only cores, load and memory`,
  );
}
