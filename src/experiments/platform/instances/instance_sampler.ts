/** Samples how many instances of each kind are desired, and how many run; the kind is the source. */
import { toTime } from "../../../lab/timing/wall_clock.ts";
import type { Sample } from "../../../record/mod.ts";
import type { PlatformClock } from "../../../systems/platform/platform.ts";
import type { InstanceTracker } from "./instance_tracker.ts";

/** Time between two samples where something may happen at any time. */
const PERIOD_MS = 10_000;

export interface InstanceSampler {
  /** Records a sample of now. */
  sample(): void;
  /** Records one if the last is older than the period. */
  sampleIfDue(): void;
}

export function toInstanceSampler(
  { run_id, clock, tracker, onSamples }: {
    readonly run_id: string;
    readonly clock: Pick<PlatformClock, "now">;
    readonly tracker: Pick<InstanceTracker, "counts">;
    readonly onSamples: (rows: readonly Sample[]) => void;
  },
): InstanceSampler {
  let last = -Infinity;
  const sample = () => {
    const now = clock.now();
    // What is asked for twice at one time is one sample.
    if (now === last) return;
    last = now;
    const at = toTime(now);
    onSamples(
      tracker.counts().flatMap(({ kind, desired, running }) => [
        {
          run_id,
          at,
          source: kind,
          metric: "desired_instances",
          unit: "",
          value: desired,
        },
        {
          run_id,
          at,
          source: kind,
          metric: "running_instances",
          unit: "",
          value: running,
        },
      ]),
    );
  };
  return {
    sample,
    sampleIfDue() {
      if (clock.now() - last >= PERIOD_MS) sample();
    },
  };
}
