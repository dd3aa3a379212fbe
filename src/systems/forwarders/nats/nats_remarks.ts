/** Says which settings of NATS are away from its defaults, and why. */
import { ackWait, MAX_ACK_PENDING } from "./nats_stream.ts";

/** Returns a sentence for each setting of the server, the stream and its consumers. */
export function toNatsRemarks(hold: number): readonly string[] {
  return [
    "retention of the stream is interest, not limits: what all consumers have acknowledged is deleted, as it would fill the stream to its cap otherwise, without any outage",
    `ack_wait is ${
      ackWait(hold)
    } s, not 30 s: it must exceed the time for which messages are held, and should not hold up those of a sink that is gone for longer than that`,
    `max_ack_pending is ${MAX_ACK_PENDING}, not 1,000: all messages that are held are unacknowledged`,
    "max_file_store is twice the cap, and says nothing of the disk: where the cap is larger than the disk, as in the runs on a full one, the server takes what the disk cannot hold. One that was told the size of its disk would refuse messages before that",
    "max_memory_store is 64 MiB, not three quarters of the memory: no stream is in memory",
    "The version is the one of the machine's package: that of Debian 12, 2.9.10, is of 2022, and says nothing of what a newer one does",
  ];
}
