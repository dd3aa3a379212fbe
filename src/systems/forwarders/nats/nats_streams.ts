/** The JetStream streams and consumers of a run: a stream for each sink of a fan-out, one for all sinks of a cluster. */
import type { ConsumerConfig, StreamConfig } from "@nats-io/jetstream";
import type { AdapterPlan } from "../adapters/adapter_plan.ts";

/** A stream with its only consumer, which all sinks of a cluster share. */
export interface StreamPlan {
  readonly stream: Partial<StreamConfig> & { readonly name: string };
  readonly consumer: Partial<ConsumerConfig>;
  /** Positions of the sinks that it feeds. */
  readonly sinks: readonly number[];
}

const CONSUMER = "sink";

/**
 * Seconds, besides those for which it is held, after which a message that was not acknowledged is delivered again: to
 * another sink of a cluster, or as the acknowledgement was lost.
 */
const ACK_WAIT_S = 5;

/** The server deletes whole blocks of a stream that is a work queue. */
const BLOCK_BYTES = 4 * 1024 ** 2;

/** Least cap: the files are within half a block of it. */
export const MIN_NATS_CAP_BYTES = 2 * BLOCK_BYTES;

/** Messages delivered and not acknowledged: more than are held. */
const MAX_ACK_PENDING = 20_000;

export function toStreams(
  { topology, sinks, bufferCap, atCap, hold }:
    & Pick<AdapterPlan, "topology" | "bufferCap" | "atCap" | "hold">
    & { readonly sinks: readonly unknown[] },
): readonly StreamPlan[] {
  const groups = topology === "cluster"
    ? [{ name: "cluster", sinks: sinks.map((_, position) => position) }]
    : sinks.map((_, position) => ({
      name: `sink-${position + 1}`,
      sinks: [position],
    }));
  return groups.map(({ name, sinks }) => ({
    stream: {
      name,
      subjects: [name],
      storage: "file",
      // What its consumer has acknowledged is deleted: otherwise delivered messages would fill it.
      retention: "workqueue",
      max_bytes: bufferCap - BLOCK_BYTES / 2,
      discard: atCap === "drop" ? "old" : "new",
    },
    consumer: {
      durable_name: CONSUMER,
      ack_policy: "explicit",
      ack_wait: (ACK_WAIT_S + 2 * hold) * 1e9,
      max_ack_pending: MAX_ACK_PENDING,
    },
    sinks,
  }));
}
