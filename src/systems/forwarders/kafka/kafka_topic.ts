/** The Kafka topic of a run, of one partition, which all sinks read. */

/** Least number of segments: Kafka deletes whole ones, and never the one that it writes. */
const SEGMENTS_IN_CAP = 8;

const MAX_SEGMENT_BYTES = 4 * 1024 ** 2;

/** Kafka accepts no smaller ones. */
const MIN_SEGMENT_BYTES = 1024 ** 2;

/** Least cap: some segments. */
export const MIN_KAFKA_CAP_BYTES = 4 * MIN_SEGMENT_BYTES;

export const TOPIC = "lines";

/** Returns the settings of the topic for a cap in bytes. */
export function toTopicConfig(
  bufferCap: number,
): Readonly<Record<string, string>> {
  const share = Math.floor(bufferCap / SEGMENTS_IN_CAP);
  const segment = Math.max(
    MIN_SEGMENT_BYTES,
    Math.min(MAX_SEGMENT_BYTES, share),
  );
  return {
    // A segment is deleted once what is left without it is as large as this.
    "retention.bytes": String(bufferCap - 2 * segment),
    "retention.ms": "-1",
    "segment.bytes": String(segment),
    "file.delete.delay.ms": "0",
  };
}
