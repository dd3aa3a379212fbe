/** The settings of `load_settings.ts` and `fault_settings.ts` as one typed value. */
import { z } from "zod";
import { LoadPlan } from "./load_plan.ts";

/** Experiments without faults have none of the last five. */
export const LoadValues = z.object({
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
  delay: z.number().default(0),
  cpu_share: z.number().default(1),
});
export type LoadValues = z.infer<typeof LoadValues>;
