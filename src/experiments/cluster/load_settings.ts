/** Settings of all experiments with a key-value load, with their defaults. */
import {
  number,
  type Settings,
  type ValuesOf,
} from "../../lab/plan/settings.ts";
import { UsageError } from "../../record/mod.ts";
import { keyValueSettings } from "../../workloads/key_value/load_settings.ts";

export const loadSettings = {
  nodes: number("Nodes", 3, {
    ...{ min: 1, max: 100 },
    about: "nodes of the cluster",
  }),
  ...keyValueSettings,
  warmup: number("Warm-up", 5, { unit: "s", about: "load before measuring" }),
  duration: number("Duration", 60, {
    unit: "s",
    min: 0.1,
    about: "measured load",
  }),
  cooldown: number("Cool-down", 5, {
    unit: "s",
    about: "idle time after the load, before the next run",
  }),
} satisfies Settings;

/** Throws `UsageError` for an open loop without a rate, or with fewer workers than nodes, which leaves nodes idle. */
export function checkLoad(
  { loop, rate, policy, workers, nodes }: ValuesOf<typeof loadSettings>,
): void {
  if (loop === "closed") return;
  if (rate === 0) {
    throw new UsageError(
      `Cannot drive a ${loop} loop as its rate must be above 0: use --set rate=100`,
    );
  }
  if (policy === "spread" && workers < nodes) {
    throw new UsageError(
      `Cannot drive a ${loop} loop at ${nodes} nodes as each needs a connection and workers is ${workers}: use --set workers=${nodes}`,
    );
  }
}
