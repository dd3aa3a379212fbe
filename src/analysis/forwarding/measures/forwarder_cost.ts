/** What a run cost: processor time and memory of the forwarder, of its adapters, and of the harness. */
import { z } from "zod";
import type { Store } from "../../../store/mod.ts";
import sql from "./forwarder_cost.sql" with { type: "text" };

const Row = z.strictObject({
  run_id: z.string(),
  /** `adapter`: programs of ours between a tool and its lines. */
  part: z.enum(["forwarder", "adapter", "generator", "sink"]),
  processes: z.number(),
  /** Seconds of processor time from the first line on; null if not sampled. */
  cpu_s: z.number().nullable(),
  /** Sum over the processes of the most memory of each, in bytes. */
  memory: z.number().nullable(),
});

/** Cost of one part of a run. */
export type PartCost = z.infer<typeof Row>;

/** Returns the cost of each part of each run of an experiment. */
export function partCosts(
  store: Store,
  experiment = "forwarders",
): Promise<PartCost[]> {
  return store.query(Row, sql, [experiment]);
}

/** Cost of a forwarder by the lines that it delivered. */
export interface ForwarderCost {
  readonly run_id: string;
  /** Lines that arrived at sinks, each sink's counted. */
  readonly delivered: number;
  /** Seconds of processor time for a million of them: of the forwarder, and of its adapters; null if there are none. */
  readonly cpu_per_million: number | null;
  readonly adapter_cpu_per_million: number | null;
  /** Most memory, in bytes. */
  readonly memory: number | null;
  readonly adapter_memory: number | null;
  /** The same of the harness. */
  readonly generator_cpu_per_million: number | null;
  readonly sink_cpu_per_million: number | null;
  readonly generator_memory: number | null;
  readonly sink_memory: number | null;
}

/** Returns the cost of one run from those of its parts. */
export function toForwarderCost(
  run_id: string,
  delivered: number,
  costs: readonly PartCost[],
): ForwarderCost {
  const of = (wanted: PartCost["part"]) =>
    costs.find(({ part }) => part === wanted);
  const perMillion = (cost: PartCost | undefined) =>
    delivered === 0 || cost === undefined || cost.cpu_s === null
      ? null
      : cost.cpu_s / delivered * 1e6;
  const [forwarder, adapter] = [of("forwarder"), of("adapter")];
  const [generator, sink] = [of("generator"), of("sink")];
  return {
    ...{ run_id, delivered },
    cpu_per_million: perMillion(forwarder),
    adapter_cpu_per_million: perMillion(adapter),
    memory: forwarder?.memory ?? null,
    adapter_memory: adapter?.memory ?? null,
    generator_cpu_per_million: perMillion(generator),
    sink_cpu_per_million: perMillion(sink),
    generator_memory: generator?.memory ?? null,
    sink_memory: sink?.memory ?? null,
  };
}
