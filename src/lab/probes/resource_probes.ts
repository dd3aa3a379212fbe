/** Samples the resources of a run's processes and of the machine periodically. */
import type { Sample } from "../../record/mod.ts";
import { HostProbe } from "./host_probe.ts";
import { MetricsProbe } from "./metrics_probe.ts";
import type { ManagedProcess } from "../processes/managed_process.ts";
import { procUnavailableReason } from "../processes/proc.ts";
import { ProcessProbe } from "./process_probe.ts";
import { isPsAvailable } from "../processes/ps.ts";
import { repeat } from "../timing/periodic.ts";

/** A node or server to sample. */
export interface ProbeTarget {
  /** Source of its samples. */
  readonly name: string;
  /** Null for an external process, of which only the metrics page can be read. */
  readonly process: Pick<ManagedProcess, "pid"> | null;
  /** URL of its metrics in the Prometheus text format; empty for none. */
  readonly metrics: string;
}

export interface ResourceOptions {
  readonly run_id: string;
  readonly watched: readonly ProbeTarget[];
  readonly onSamples: (samples: readonly Sample[]) => void;
  readonly onWarning: (code: string, message: string) => void;
  /** Metric families to keep; null for those of `metrics_probe.ts`. */
  readonly families: readonly string[] | null;
  /** Returns further samples to emit at the same time. */
  readonly more: () => readonly Sample[];
  /** Sampling interval in seconds. */
  readonly every: number;
}

/**
 * Samples until disposed of. Reads the pids each time, as processes restart; a stopped process has no samples.
 * The first sample of a process has no rates, and missed samples are skipped.
 */
export function startResourceProbes(options: ResourceOptions): AsyncDisposable {
  const { run_id, watched, onSamples, onWarning, families, more } = options;
  const missing = procUnavailableReason();
  const proc = missing === "";
  const stop = new AbortController();
  const processes = new ProcessProbe({ run_id, onWarning, proc });
  const host = new HostProbe({ run_id, proc });
  const metrics = new MetricsProbe({
    run_id,
    onSamples,
    onWarning,
    ...families === null ? {} : { families },
  });
  const warnFailed = (error: Error) =>
    onWarning("probe-failed", `a sample could not be taken: ${error.message}`);

  async function sample(): Promise<void> {
    const running = watched.filter(({ process }) =>
      process === null || process.pid !== null
    );
    // Not awaited, as a page may take longer than the other samples.
    metrics.scrape(running.map(({ name, metrics: url }) => ({ name, url })))
      .catch(warnFailed);
    onSamples([
      ...host.sample(),
      ...more(),
      ...await processes.sample(
        running.flatMap(({ name, process }) =>
          process?.pid ? [{ name, pid: process.pid }] : []
        ),
      ),
    ]);
  }

  const warned = proc ? Promise.resolve() : warnFallback(missing, onWarning);
  const loop = repeat(() => sample().catch(warnFailed), {
    every: options.every,
    signal: stop.signal,
  });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all([loop, warned, metrics[Symbol.asyncDispose]()]);
    },
  };
}

/** Warns about the samples that are missing without /proc. */
async function warnFallback(
  missing: string,
  onWarning: ResourceOptions["onWarning"],
): Promise<void> {
  const processes = await isPsAvailable()
    ? "of processes only memory, and processor time in whole seconds, are sampled"
    : "processes are not sampled, as ps cannot be run either";
  onWarning(
    "probe-fallback",
    `${missing}: ${processes}; of the machine only cores, load and memory`,
  );
}
