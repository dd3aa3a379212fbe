/** Whether the targets answer the server, as it says itself. */
import { repeat } from "../../lab/timing/periodic.ts";
import type { Event, Sample } from "../../record/mod.ts";
import type { PrometheusApi } from "./prometheus_api.ts";
import { TARGETS_JOB } from "./prometheus_config.ts";
import { timestamp } from "../../lab/timing/wall_clock.ts";

export interface TargetWatchOptions {
  readonly run_id: string;
  readonly onSamples: (samples: readonly Sample[]) => void;
  readonly onEvents: (events: readonly Event[]) => void;
  /** Seconds from one look to the next. @default {2} */
  readonly every?: number;
}

/**
 * Samples how many targets are up (source `targets`, metric `up`), and tells by events `down` and `up` when one stops
 * answering or answers again. While the server does not run, nobody knows: no samples, no events. Disposing ends it.
 */
export function watchTargets(
  api: Pick<PrometheusApi, "targets">,
  { run_id, onSamples, onEvents, every = 2 }: TargetWatchOptions,
): AsyncDisposable {
  const stop = new AbortController();
  const down = new Set<string>();

  async function look(): Promise<void> {
    const known = await api.targets().catch(() => null);
    if (known === null || stop.signal.aborted) return;
    const targets = known.filter(({ job, health }) =>
      job === TARGETS_JOB && health !== "unknown"
    );
    const at = timestamp();
    const up = targets.filter(({ health }) => health === "up").length;
    onSamples([{
      run_id,
      source: "targets",
      metric: "up",
      unit: "",
      at,
      value: up,
    }]);
    for (const { address, health, lastError } of targets) {
      const fell = health !== "up" && !down.has(address);
      const rose = health === "up" && down.delete(address);
      if (fell) down.add(address);
      if (!fell && !rose) continue;
      onEvents([{
        run_id,
        at,
        kind: fell ? "down" : "up",
        subject: address,
        detail: fell ? lastError : "",
      }]);
    }
  }

  const loop = repeat(look, { every, signal: stop.signal });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await loop;
    },
  };
}
