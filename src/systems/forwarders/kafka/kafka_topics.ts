/** The Kafka topics of a run, of one partition each: a topic for each sink of a fan-out, one for all of a cluster. */
import type { AdapterPlan } from "../adapters/adapter_plan.ts";

export interface TopicPlan {
  readonly name: string;
  /** Settings of the topic. */
  readonly configs: Readonly<Record<string, string>>;
  /** Positions of the sinks that it feeds. */
  readonly sinks: readonly number[];
}

/** Least number of segments: Kafka deletes whole ones, and never the one that it writes. */
const SEGMENTS_IN_CAP = 8;

const MAX_SEGMENT_BYTES = 4 * 1024 ** 2;

/** Least cap: eight segments of the least size. */
export const MIN_KAFKA_CAP_BYTES = SEGMENTS_IN_CAP * 1024 ** 2;

export function toTopics(
  { topology, sinks, bufferCap }:
    & Pick<AdapterPlan, "topology" | "bufferCap">
    & {
      readonly sinks: readonly unknown[];
    },
): readonly TopicPlan[] {
  const groups = topology === "cluster"
    ? [{ name: "cluster", sinks: sinks.map((_, position) => position) }]
    : sinks.map((_, position) => ({
      name: `sink-${position + 1}`,
      sinks: [position],
    }));
  const segment = Math.min(
    MAX_SEGMENT_BYTES,
    Math.floor(bufferCap / SEGMENTS_IN_CAP),
  );
  return groups.map(({ name, sinks }) => ({
    name,
    sinks,
    configs: {
      // A segment is deleted once what is left without it is as large as this.
      "retention.bytes": String(bufferCap - 2 * segment),
      "retention.ms": "-1",
      "segment.bytes": String(segment),
      "file.delete.delay.ms": "0",
    },
  }));
}
