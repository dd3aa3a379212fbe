/** How long lines took from when they were due until a sink had them: before, during and after an outage. */
import { z } from "zod";
import type { Store } from "../../../store/mod.ts";
import sql from "./delivery_latency.sql" with { type: "text" };

const seconds = z.number().nullable();

const Row = z.strictObject({
  run_id: z.string(),
  subject: z.string(),
  /** By when the lines were due: in the phase measure, while the fault acted, or after it was healed; or all of them. */
  part: z.enum(["before", "during", "after", "all"]),
  n: z.number(),
  /** Seconds; null with too few lines. */
  p50: seconds,
  p99: seconds,
  /** Upper end of the last bucket with a line. */
  longest: seconds,
});

/** Delivery latency of the lines of one sink that were due in one part of a run. */
export type DeliveryLatency = z.infer<typeof Row>;

/** Returns the delivery latency of all runs of an experiment, by run, subject and part. Lost lines have none. */
export function deliveryLatencies(
  store: Store,
  experiment = "forwarders",
): Promise<DeliveryLatency[]> {
  return store.query(Row, sql, [experiment]);
}

/** Returns the latency of one sink in one part of its run; null if no line was due in it. */
export function latencyOf(
  latencies: readonly DeliveryLatency[],
  subject: string,
  part: DeliveryLatency["part"],
): DeliveryLatency | null {
  return latencies.find((one) =>
    one.subject === subject && one.part === part
  ) ??
    null;
}
