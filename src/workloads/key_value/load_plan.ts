/** Parameters of a key-value load: plain data, to be sent to workers and kept in the record. */
import { z } from "zod";
import { Loop } from "../../lab/load/arrivals.ts";
import { ClientSpec, Endpoint } from "../../lab/system/client_spec.ts";

export const LoadPlan = z.strictObject({
  run_id: z.string(),
  client: ClientSpec,
  endpoints: z.array(Endpoint).min(1),
  loop: Loop,
  /** Closed loop: requests in flight at any time. Open loop: limit of requests in flight, at least one per node. */
  workers: z.number().int().min(1),
  /** Requests per second of an open loop, in total; 0 for a closed one. */
  rate: z.number().min(0),
  /** Share of reads, 0 to 1; they read keys with an acknowledged write. */
  read_share: z.number().min(0).max(1),
  /** Bytes of a value. */
  value_size: z.number().int().min(1),
  /** Distinct keys. */
  keys: z.number().int().min(1),
  key_distribution: z.enum(["uniform", "zipfian"]),
  /**
   * Choice of the node for a request. `spread`: round-robin; workers are assigned to nodes in turn, and so are the
   * requests of an open loop, regardless of earlier outcomes. `first`: all go to the first node.
   */
  policy: z.enum(["spread", "first"]),
  /** Timeout of a request in seconds; its connection is dropped when it passes. */
  timeout: z.number().positive(),
  /** Deno workers that drive the load; each uses at most one core. */
  threads: z.number().int().min(1),
  seed: z.number().int(),
});
export type LoadPlan = z.infer<typeof LoadPlan>;
