/** Counters of an rsyslogd, from the file to which its module `impstats` appends all of them each second. */
import { z } from "zod";
import type { Forwarding } from "../forwarder.ts";
import {
  type ForwarderCounters,
  type LineCounters,
  NO_COUNTERS,
} from "../forwarder.ts";
import { readTail } from "../read_tail.ts";

/** Holds the counters of several seconds, of which the last complete ones are read. */
const TAIL_BYTES = 64 * 1024;

/** A queue: lines in it, and lines that it discarded as it was full, or nearly so. */
const Queue = z.object({
  name: z.string(),
  size: z.number(),
  "discarded.full": z.number(),
  "discarded.nf": z.number(),
});

/** Reads the counters; all are null before the first second. */
export async function readRsyslogCounters(
  file: string,
  { topology, sinks }: Forwarding,
): Promise<ForwarderCounters> {
  const queues = toQueues(await readTail(file, TAIL_BYTES));
  const isShared = topology === "cluster";
  return {
    sinks: sinks.map((_, index) =>
      isShared ? NO_COUNTERS : toCounters(queues, `sink${index + 1} queue`)
    ),
    // In a fan-out all lines pass the main queue, which is in memory, before those of the sinks.
    shared: toCounters(queues, isShared ? "in" : "main Q"),
  };
}

type Queues = ReadonlyMap<string, z.infer<typeof Queue>>;

/** Returns the latest counters of every queue. A line is `Sat Nov 21 02:51:59 2026: {...}`. */
function toQueues(text: string): Queues {
  return new Map(
    text.split("\n").flatMap((line) => {
      const at = line.indexOf("{");
      const parsed = Queue.safeParse(
        at < 0 ? null : maybeParse(line.slice(at)),
      );
      return parsed.success ? [[parsed.data.name, parsed.data]] : [];
    }),
  );
}

function maybeParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Adds up the memory part of a queue and its part on disk. rsyslog counts bytes that it sent, and no lines. */
function toCounters(queues: Queues, name: string): LineCounters {
  const parts = [queues.get(name), queues.get(`${name}[DA]`)]
    .filter((queue) => queue !== undefined);
  if (parts.length === 0) return NO_COUNTERS;
  const sum = (count: (queue: z.infer<typeof Queue>) => number) =>
    parts.reduce((total, queue) => total + count(queue), 0);
  return {
    queued: sum(({ size }) => size),
    sent: null,
    dropped: sum((queue) => queue["discarded.full"] + queue["discarded.nf"]),
  };
}
