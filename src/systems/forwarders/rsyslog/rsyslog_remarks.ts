/** Says which settings of rsyslog are away from its defaults, and why. */
import type { Forwarding } from "../forwarder.ts";
import {
  BATCH_LINES,
  HIGH_WATERMARK,
  LOW_WATERMARK,
  MAIN_QUEUE_LINES,
} from "./rsyslog_config.ts";

/** Returns a sentence for each setting that a result rests on. */
export function toRsyslogRemarks(
  { topology, atCap }: Pick<Forwarding, "topology" | "atCap">,
  { memoryLines, checkpointLines }: {
    readonly memoryLines: number;
    readonly checkpointLines: number;
  },
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
    "action.resumeInterval and its maximum (resumeIntervalMax) are 1 s, not 30 s and half an hour: a sink that is back is found within a second.",
    `queue.size is ${memoryLines} lines in memory, not ${
      topology === "fan-out" ? "1,000" : "50,000"
    }; it writes to disk from ${
      HIGH_WATERMARK * 100
    } % of them on, not 90 %, and until ${
      LOW_WATERMARK * 100
    } %, not 70 % (queue.highWatermark, queue.lowWatermark): bursts stay in memory, and the rest of it takes the lines that come faster than the disk. What is in memory is lost by SIGKILL; a smaller part in memory loses less, and drops more where the disk is slow.`,
    topology === "fan-out"
      ? `queue.dequeueBatchSize is ${BATCH_LINES} lines, not 128: fewer, larger steps.`
      : `queue.dequeueBatchSize is ${BATCH_LINES} lines, its default for a ruleset.`,
    "queue.maxFileSize is at most 4 MiB and an eighth of the cap, not 1 MiB: a file is deleted once all its lines are sent, and one as large as the cap makes rsyslog loop when it stops.",
    `The main queue has ${MAIN_QUEUE_LINES} lines in memory, not 50,000: what is in it is lost by SIGKILL as well.`,
    "impstats tells its counters each second, not each 5 minutes.",
    'Not tried: queue.type="Disk", which has no part in memory to lose and is slower, and RELP (omrelp), whose acknowledgements prevent the loss of what is on its way, but which needs sinks that speak it.',
    atCap === "drop"
      ? "queue.timeoutEnqueue is 0, not 2,000 ms, and flowControl of imtcp is off: at its cap the queue drops, where by default every line waits for 2 s and all sinks stall. It drops as well when its memory part is full as the disk is slower than the lines come."
      : "flowControl of imtcp is on, its default, and queue.timeoutEnqueue is 10 s, not 2,000 ms: at its cap the queue waits, for all sinks, and drops a line each 10 s instead of each 2 s; without an end it would never go on.",
    "queue.saveOnShutdown is on: without it the memory part of a queue is lost when rsyslog stops.",
    `queue.checkpointInterval is ${checkpointLines} lines, not 0: without it a queue on disk is lost by SIGKILL, and with it so many lines may be lost or repeated.`,
    "maxMessageSize is 128 KiB, not 8 KiB: longer lines come out in pieces.",
    "supportOctetCountedFraming is off: a line that begins with a digit is read as a frame with a length otherwise.",
    "parser.escapeControlCharactersOnReceive is off: a tab becomes #011 otherwise.",
    "Empty lines vanish by design: to rsyslog they are no messages.",
  ];
}
