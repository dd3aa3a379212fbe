/** Samples the resources of a run's processes and of the machine periodically. */
import type { Sample } from "../../record/mod.ts";
import { type Access, plainAccess } from "../clients/access.ts";
import { FarProbe } from "./far_probe.ts";
import { HostProbe } from "./host_probe.ts";
import { MetricsProbe } from "./metrics_probe.ts";
import type { NodeProcess } from "../processes/node_process.ts";
import { procUnavailableReason } from "../processes/proc.ts";
import { ProcessProbe } from "./process_probe.ts";
import { repeat } from "../timing/periodic.ts";

/** A node or server to sample. */
export interface ProbeTarget {
  /** Source of its samples. */
  readonly name: string;
  /** Null for an external process, of which only the metrics page can be read. */
  readonly process: Pick<NodeProcess, "pid" | "far"> | null;
  /** URL of its metrics in the Prometheus text format; empty for none. */
  readonly metrics: string;
}

export interface ResourceOptions {
  readonly run_id: string;
  readonly watched: readonly ProbeTarget[];
  readonly onSamples: (samples: readonly Sample[]) => void;
  readonly onWarning: (code: string, message: string) => void;
  /** Metric families to keep, see `System.metricFamilies`. */
  readonly metricFamilies: readonly string[];
  /** Returns further samples to emit at the same time. */
  readonly more: () => readonly Sample[];
  /** Sampling interval in seconds. */
  readonly every: number;
  /** How the pages of metrics are reached. @default {plainAccess} */
  readonly access?: Access;
}

/**
 * Samples until disposed of. Reads the pids each time, as processes restart; a stopped process has no samples.
 * The first sample of a process has no rates, and missed samples are skipped.
 */
export function startResourceProbes(options: ResourceOptions): AsyncDisposable {
  const { run_id, watched, onSamples, onWarning, metricFamilies, more } =
    options;
  const missing = procUnavailableReason();
  const canSample = missing === "";
  const stop = new AbortController();
  const processes = new ProcessProbe({ run_id, onWarning });
  const others = new FarProbe({ run_id, onSamples, onWarning });
  const host = new HostProbe({ run_id });
  const metrics = new MetricsProbe({
    run_id,
    onSamples,
    onWarning,
    families: metricFamilies,
    access: options.access ?? plainAccess,
  });
  const warnFailed = (error: Error) =>
    onWarning("probe-failed", `a sample could not be taken: ${error.message}`);

  function sample(): void {
    const running = watched.filter(({ process }) =>
      process === null || process.pid !== null
    );
    // Not awaited, as a page may take longer than the other samples.
    metrics.scrape(running.map(({ name, metrics: url }) => ({ name, url })))
      .catch(warnFailed);
    others.sample(
      running.flatMap(({ name, process }) =>
        process?.far ? [{ name, far: process.far }] : []
      ),
    );
    const pids = running.flatMap(({ name, process }) =>
      process?.pid && !process.far ? [{ name, pid: process.pid }] : []
    );
    onSamples([
      ...canSample ? host.sample() : [],
      ...more(),
      ...canSample ? processes.sample(pids) : [],
    ]);
  }

  if (!canSample) {
    onWarning(
      "probe-unavailable",
      `${missing}: neither processes nor the machine are sampled`,
    );
  }
  const loop = repeat(() => {
    try {
      sample();
    } catch (error) {
      warnFailed(error as Error);
    }
  }, {
    every: options.every,
    signal: stop.signal,
  });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all([
        loop,
        metrics[Symbol.asyncDispose](),
        others[Symbol.asyncDispose](),
      ]);
    },
  };
}
