/** Says which settings of rsyslog are away from its defaults, and why. */
import type { Forwarding } from "../forwarder.ts";

/** Returns a sentence for each setting that a result rests on. */
export function toRsyslogRemarks(
  { topology, atCap }: Forwarding,
): readonly string[] {
  return [
    ...topology === "fan-out"
      ? [
        "Each action has a queue of its own on disk (queue.type, queue.filename, queue.maxDiskSpace): without one a sink that is away stops all.",
      ]
      : [
        "The ruleset of the cluster has one queue on disk for all its sinks (queue.type, queue.filename, queue.maxDiskSpace).",
        "A line is balanced by random() and goes to the next sink by action.execOnlyWhenPreviousIsSuspended, as this version has no pool of targets.",
      ],
    "action.resumeRetryCount is -1, not 0: by default rsyslog drops what it cannot deliver at once.",
    "action.resumeInterval is 1 s, not 30 s: a sink that is back is found within a second.",
    atCap === "drop"
      ? "queue.timeoutEnqueue is 0, not 2,000 ms, and flowControl of imtcp is off: at its cap the queue drops, where by default every line waits for 2 s and all sinks stall. It drops as well when its memory part is full as the disk is slower than the lines come."
      : "queue.timeoutEnqueue is 10 s, not 2,000 ms: at its cap the queue waits, for all sinks, and drops a line each 10 s instead of each 2 s; without an end it would never go on.",
    "queue.saveOnShutdown is on: without it the memory part of a queue is lost when rsyslog stops.",
    "queue.checkpointInterval is set, not 0: without it a queue on disk is lost by SIGKILL.",
    "maxMessageSize is 128 KiB, not 8 KiB: longer lines come out in pieces.",
    "supportOctetCountedFraming is off: a line that begins with a digit is read as a frame with a length otherwise.",
    "parser.escapeControlCharactersOnReceive is off: a tab becomes #011 otherwise.",
  ];
}
