/** Typed values of the settings in `load_settings.ts` and `fault_settings.ts`. */
import { z } from "zod";
import { UsageError } from "../../record/mod.ts";
import { LoadPlan } from "../../workloads/key_value/load_plan.ts";
import type { Values } from "../../lab/plan/settings.ts";

/** The last three have defaults, for experiments without faults. */
const LoadValues = z.object({
  ...LoadPlan.pick({
    loop: true,
    workers: true,
    rate: true,
    read_share: true,
    value_size: true,
    keys: true,
    key_distribution: true,
    policy: true,
    timeout: true,
    threads: true,
  }).shape,
  nodes: z.number(),
  warmup: z.number(),
  duration: z.number(),
  cooldown: z.number(),
  fault: z.string().default("none"),
  fault_duration: z.number().default(0),
  recovery: z.number().default(0),
});
export type LoadValues = z.infer<typeof LoadValues>;

/** Throws `UsageError` for an open loop without a rate, or with fewer workers than nodes, which leaves nodes idle. */
export function toLoadValues(values: Values): LoadValues {
  const parsed = LoadValues.parse(values);
  const { loop, rate, policy, workers, nodes } = parsed;
  if (loop === "closed") return parsed;
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
  return parsed;
}
