/** The JetStream stream of a run, with a consumer for each sink of a fan-out, or one that all sinks of a cluster share. */
import type { ConsumerConfig, StreamConfig } from "@nats-io/jetstream";
import type { AdapterPlan } from "../adapters/adapter_plan.ts";

export interface StreamPlan {
  readonly stream: Partial<StreamConfig> & {
    readonly name: string;
    readonly max_bytes: number;
  };
  readonly consumers: readonly ConsumerPlan[];
}

export interface ConsumerPlan {
  readonly config: Partial<ConsumerConfig> & { readonly durable_name: string };
  /** Positions of the sinks that it feeds. */
  readonly sinks: readonly number[];
}

/**
 * Seconds, besides those for which it is held, after which a message that was not acknowledged is delivered again: to
 * another sink of a cluster, or as the acknowledgement was lost.
 */
const ACK_WAIT_S = 5;

/**
 * The files of a stream exceed its `max_bytes` by up to a block of 4 MiB, as the server deletes whole blocks; they may
 * exceed the cap by a part of that.
 */
const BLOCK_SHARE_BYTES = 3.25 * 1024 ** 2;

/** Least cap. */
export const MIN_NATS_CAP_BYTES = 4 * 1024 ** 2;

/** Messages delivered and not acknowledged: more than are held. */
export const MAX_ACK_PENDING = 20_000;

/** Seconds after which what was not acknowledged is delivered again, given those for which it is held. */
export function ackWait(hold: number): number {
  return ACK_WAIT_S + 2 * hold;
}

export function toStream(
  { topology, sinks, bufferCap, atCap, hold }:
    & Pick<AdapterPlan, "topology" | "bufferCap" | "atCap" | "hold">
    & { readonly sinks: readonly unknown[] },
): StreamPlan {
  const groups = topology === "cluster"
    ? [{ name: "cluster", sinks: sinks.map((_, position) => position) }]
    : sinks.map((_, position) => ({
      name: `sink-${position + 1}`,
      sinks: [position],
    }));
  return {
    stream: {
      name: "lines",
      subjects: ["lines"],
      storage: "file",
      // What all consumers have acknowledged is deleted: otherwise delivered messages would fill it.
      retention: "interest",
      max_bytes: bufferCap - BLOCK_SHARE_BYTES,
      discard: atCap === "drop" ? "old" : "new",
    },
    consumers: groups.map(({ name, sinks }) => ({
      config: {
        durable_name: name,
        ack_policy: "explicit",
        ack_wait: ackWait(hold) * 1e9,
        max_ack_pending: MAX_ACK_PENDING,
      },
      sinks,
    })),
  };
}
