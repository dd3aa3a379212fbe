/** What load to drive: plain data, so that it can be sent to workers and kept in the record. */
import { z } from "zod";
import { Loop } from "../../lab/load/arrivals.ts";
import { ClientSpec, Endpoint } from "../../lab/system/client_spec.ts";

export const LoadPlan = z.strictObject({
  run_id: z.string(),
  client: ClientSpec,
  endpoints: z.array(Endpoint).min(1),
  loop: Loop,
  /** Closed loop: how many requests are under way at any time. Open loop: the most that may be, at least one a node. */
  workers: z.number().int().min(1),
  /** Requests per second of an open loop, in total; 0 for a closed one. */
  rate: z.number().min(0),
  /** Share of reads, 0 to 1; they ask for keys whose write was acknowledged before. */
  read_share: z.number().min(0).max(1),
  /** Bytes of a value. */
  value_size: z.number().int().min(1),
  /** Distinct keys. */
  keys: z.number().int().min(1),
  key_distribution: z.enum(["uniform", "zipfian"]),
  /**
   * Which node a request goes to. `spread`: workers are tied to nodes in turn, and an open loop deals its requests to the nodes
   * in turn, whatever became of the ones before. `first`: all go to the first.
   */
  policy: z.enum(["spread", "first"]),
  /** Seconds after which a request counts as timed out; its connection is dropped. */
  timeout: z.number().positive(),
  /** Deno workers to drive it with; each has a core at most. */
  threads: z.number().int().min(1),
  seed: z.number().int(),
});
export type LoadPlan = z.infer<typeof LoadPlan>;
