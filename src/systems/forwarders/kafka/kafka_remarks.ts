/** Says which settings of Kafka are away from its defaults, and why. */
import type { Forwarding } from "../forwarder.ts";

/** Returns a sentence for each setting of the broker and the topic, and for what it does by design. */
export function toKafkaRemarks(
  { topology }: Pick<Forwarding, "topology">,
): readonly string[] {
  return [
    ...topology === "cluster"
      ? [
        "The sinks of a cluster take from one partition in turn, by the adapter: consumers of a group cannot share a partition. Kafka's own ways, a partition for each sink or a share group (KIP-932, a preview in 4.1), are not used: how lines are balanced, and what happens to those of a sink that is gone, is the adapter's doing here",
      ]
      : [],
    "The only folder of its logs (log.dirs) is on the disk that may be full: a broker ends by design when its last folder fails",
    "segment.bytes is 1 to 4 MiB, not 1 GiB, and log.retention.check.interval.ms and log.initial.task.delay.ms are 0.5 s, not 5 min and 30 s: otherwise the files exceed a small cap, as whole segments are deleted",
    "file.delete.delay.ms is 0, not 1 min: a deleted segment counts against the cap until then",
    "retention.ms is -1, not 7 days: only the size counts",
    "The replication factors of its own topics, and their least number of replicas in sync, are 1, not 3 and 2: there is one node",
    "auto.create.topics.enable is false: the topic exists once it is created with its settings, and not before",
  ];
}
