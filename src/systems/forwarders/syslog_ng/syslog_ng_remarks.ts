/** Says which settings of syslog-ng are away from its defaults, and why. */
import type { Forwarding } from "../forwarder.ts";
import {
  BATCH_LINES,
  MAX_CONNECTIONS,
  RELIABLE_MEMORY_BYTES,
  WINDOW_LINES,
} from "./syslog_ng_config.ts";

export interface SyslogNgBuffer {
  readonly reliable: boolean;
  readonly frontLines: number;
  readonly memoryLines: number;
}

/** Returns a sentence for each setting that a result rests on. */
export function toSyslogNgRemarks(
  { topology, atCap }: Pick<Forwarding, "topology" | "atCap">,
  { reliable, frontLines, memoryLines }: SyslogNgBuffer,
): readonly string[] {
  return [
    "Each destination has a disk-buffer(): by default lines are in memory only.",
    ...reliable
      ? [
        `disk-buffer(reliable(yes)): every line is on disk before it is sent; mem-buf-size is ${RELIABLE_MEMORY_BYTES} B, which it holds in memory besides.`,
      ]
      : [
        `disk-buffer(reliable(no)): up to ${frontLines} lines (qout-size; 1,000 by default) are in memory only, and only once there are more do the next ones go to disk. SIGKILL loses those.`,
      ],
    ...reliable || atCap === "block" ? [] : [
      `mem-buf-length is ${memoryLines} lines (10,000 by default): so many wait in memory while the part on disk is full, and are lost by SIGKILL.`,
    ],
    atCap === "block"
      ? `flags(flow-control): at the cap of one sink syslog-ng stops reading, for all sinks; mem-buf-length is ${WINDOW_LINES} lines, not 10,000, as all that are on their way then must fit.`
      : "No flags(flow-control), its default: at its cap the buffer of a sink drops the newest lines.",
    "time-reopen(1), not 60 s: a sink that is back is found within a second.",
    `log-iw-size is ${WINDOW_LINES} lines, not 1,000: each of max-connections(), ${MAX_CONNECTIONS} as by default, has an equal share, which would be a hundred lines.`,
    `log-fetch-limit and flush-lines are ${BATCH_LINES} lines, not 100: so many are read from a connection, and written to a sink, in one go.`,
    "log-msg-size is 128 KiB, not 64 KiB: longer lines come out in pieces.",
    'flags(no-parse) and template("${MESSAGE}\\n"): lines go out as they came in, without a syslog header. A carriage return at the end of a line and empty lines are taken off by its framing of lines, by design.',
    "stats-level(1) and stats-freq(0): its counters are asked for, and not written to a log.",
    ...topology === "cluster"
      ? [
        "A line is balanced by its receipt number (use-rcptid, filters), as there is no balancer with failover; failover() needs sinks that share a port, and probes one that was away each second (failback), as lines would stay with the others by default.",
      ]
      : [],
  ];
}
