/** Says which settings of Flume are away from its defaults, and why. */
import type { Forwarding } from "../forwarder.ts";
import { MAX_EVENTS } from "./flume_client.ts";
import { BYTES_OF_LINE, toCapacity } from "./flume_config.ts";

/** Returns a sentence for each setting of the agent, and for what it cannot do. */
export function toFlumeRemarks(
  { bufferCap, atCap }: Pick<Forwarding, "bufferCap" | "atCap">,
  { hold, linesOfEvent }: {
    readonly hold: number;
    readonly linesOfEvent: number;
  },
): readonly string[] {
  return [
    `Flume has no sink that writes lines to TCP, and its netcat source commits each line in a transaction of its own: an adapter of Loadline appends what it reads at once to the Thrift source, up to ${linesOfEvent} lines in an event, and writes what the Thrift sinks send to the sinks`,
    `A file channel limits events, not bytes (capacity): the cap allows ${
      toCapacity(bufferCap, linesOfEvent)
    } events, taken for full ones with lines of ${BYTES_OF_LINE} bytes. This conversion is Loadline's, and events that are not full take more bytes a line; lines that are queued or dropped are told by the mean of an event`,
    atCap === "drop"
      ? "All channels are optional (selector.optional) and keep-alive is 0 s, as the run asks that a full buffer drops: by default a full channel makes the source refuse lines for all sinks after 3 s. Flume then ignores each failure of a channel, not only that it is full"
      : "keep-alive is a day, not 3 s: a full channel makes the source wait, where it would refuse the lines, which the adapter sends again to all channels",
    `transactionCapacity is ${MAX_EVENTS} events, not 10,000: it must not exceed the capacity, and no request of the adapter has more`,
    "minimumRequiredSpace is 1 MiB, not 500 MiB: a channel takes nothing on a disk with less",
    "request-timeout of the sinks is a day, not 20 s: the adapter answers once the sink has what it was sent, however long that is away; after a time-out Flume sends it again",
    "maxFileSize is 1 to 4 MiB, not 2 GiB, and checkpointInterval 1 s, not 30 s: Flume deletes a file of a channel only after a checkpoint when all its events are delivered; a channel has two files at least, those of sinks that are there as well",
    "fsyncPerTransaction is off: a line survives the death of the agent, not that of the machine; with it, each batch of each channel waits for the disk",
    "A sink of Flume that found its channel empty sleeps for 1 s or longer, which cannot be set",
    `The sinks acknowledge nothing: what the adapter wrote within ${hold} s, without the time for which a write waits, at most 16 MiB, is in its memory to be written again if the connection breaks. Flume has deleted it by then: it is lost with the adapter`,
    "Its monitoring is off, as it cannot be bound to this machine's own address: what is queued is read from its log, which tells it at each checkpoint, and what is dropped is what is neither queued nor delivered, at least",
  ];
}
