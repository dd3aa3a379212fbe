/** Tracks target health: whether scrapes succeed, as the Prometheus server reports it. */
import { repeat } from "../../lab/timing/periodic.ts";
import {
  type Event,
  type Sample,
  type Source,
  toEvent,
} from "../../record/mod.ts";
import type { PrometheusApi } from "./prometheus_api.ts";
import { TARGETS_JOB } from "./prometheus_config.ts";
import { timestamp } from "../../lab/timing/wall_clock.ts";

/** Words of Go's `context.DeadlineExceeded`, by which Prometheus reports a scrape timeout. */
const TIMED_OUT = "deadline exceeded";

export interface TargetHealthOptions {
  readonly run_id: string;
  readonly onSamples: (samples: readonly Sample[]) => void;
  readonly onEvents: (events: readonly Event[]) => void;
  /** Poll interval in seconds. @default {2} */
  readonly every?: number;
}

/**
 * Samples the number of healthy targets (source `targets`, metric `up`), and emits events `down` and `up` when a
 * target's health changes. While the server is down, target health is unknown: no samples, no events. Disposing stops
 * it.
 */
export function watchTargetHealth(
  api: Pick<PrometheusApi, "targets">,
  { run_id, onSamples, onEvents, every = 2 }: TargetHealthOptions,
): AsyncDisposable {
  const stop = new AbortController();
  const down = new Set<string>();

  async function poll(): Promise<void> {
    const active = await api.targets().catch(() => null);
    if (active === null || stop.signal.aborted) return;
    const targets = active.filter(({ job, health }) =>
      job === TARGETS_JOB && health !== "unknown"
    );
    const at = timestamp();
    const up = targets.filter(({ health }) => health === "up").length;
    onSamples([{
      run_id,
      source: "targets" satisfies Source,
      metric: "up",
      unit: "",
      at,
      value: up,
    }]);
    for (const { address, health, lastError } of targets) {
      const wentDown = health !== "up" && !down.has(address);
      const cameUp = health === "up" && down.delete(address);
      if (wentDown) down.add(address);
      if (!wentDown && !cameUp) continue;
      onEvents([
        toEvent({
          run_id,
          at,
          kind: wentDown ? "down" : "up",
          subject: address,
          detail: wentDown ? lastError : "",
          data: wentDown && lastError.includes(TIMED_OUT)
            ? { code: "timeout" }
            : {},
        }),
      ]);
    }
  }

  const loop = repeat(poll, { every, signal: stop.signal });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await loop;
    },
  };
}
