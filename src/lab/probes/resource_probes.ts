/** What processes of a run and their machine use, looked at again and again until it is disposed of. */
import type { Sample } from "../../record/mod.ts";
import { HostProbe } from "./host_probe.ts";
import { MetricsProbe } from "./metrics_probe.ts";
import type { OwnedProcess } from "../processes/managed_process.ts";
import { missingProc } from "../processes/proc.ts";
import { ProcessProbe } from "./process_probe.ts";
import { canReadTable } from "../processes/ps.ts";
import { repeat } from "../timing/periodic.ts";

/** A process that is looked at; null for one that somebody else started, of which only its page can be read. */
export interface Watchable {
  /** Source of its samples. */
  readonly name: string;
  readonly process: Pick<OwnedProcess, "pid"> | null;
  /** URL of its metrics in the Prometheus text format; empty where it has none. */
  readonly metrics: string;
}

export interface ResourceOptions {
  readonly run_id: string;
  readonly watched: readonly Watchable[];
  readonly onSamples: (samples: readonly Sample[]) => void;
  readonly onWarning: (code: string, message: string) => void;
  /** Families of metrics that are kept; null for those of `metrics_probe.ts`. */
  readonly families: readonly string[] | null;
  /** More samples of the same time. */
  readonly more: () => readonly Sample[];
  /** Seconds from one look to the next. */
  readonly every: number;
}

/**
 * Starts looking. Processes are looked up anew each time, as they end and start again; one that does not run has no samples.
 * The first look at a process gives no rates, and a look that comes too late takes the place of those it missed.
 */
export function startResourceProbes(options: ResourceOptions): AsyncDisposable {
  const { run_id, watched, onSamples, onWarning, families, more } = options;
  const missing = missingProc();
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
  const failed = (error: Error) =>
    onWarning("probe-failed", `a sample could not be taken: ${error.message}`);

  async function look(): Promise<void> {
    const running = watched.filter(({ process }) =>
      process === null || process.pid !== null
    );
    // Pages come when they come: nothing waits for them.
    metrics.scrape(running.map(({ name, metrics: url }) => ({ name, url })))
      .catch(failed);
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

  const told = proc ? Promise.resolve() : tellFallback(missing, onWarning);
  const loop = repeat(() => look().catch(failed), {
    every: options.every,
    signal: stop.signal,
  });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all([loop, told, metrics[Symbol.asyncDispose]()]);
    },
  };
}

/** Says what cannot be seen without /proc. */
async function tellFallback(
  missing: string,
  onWarning: ResourceOptions["onWarning"],
): Promise<void> {
  const processes = await canReadTable()
    ? "of processes only memory, and processor time in whole seconds, are sampled"
    : "processes are not sampled, as ps cannot be run either";
  onWarning(
    "probe-fallback",
    `${missing}: ${processes}; of the machine only cores, load and memory`,
  );
}
