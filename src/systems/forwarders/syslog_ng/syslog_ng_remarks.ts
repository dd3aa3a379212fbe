/** Says which settings of syslog-ng are away from its defaults, and why. */
import type { Forwarding } from "../forwarder.ts";

/** Returns a sentence for each setting that a result rests on. */
export function toSyslogNgRemarks(
  { topology, atCap }: Forwarding,
  { reliable }: { readonly reliable: boolean },
): readonly string[] {
  return [
    "Each destination has a disk-buffer(): by default lines are in memory only.",
    reliable
      ? "disk-buffer(reliable(yes)): every line is on disk before it is sent."
      : "disk-buffer(reliable(no)): the lines of qout-size() are in memory only, until the first ones go to disk.",
    atCap === "block"
      ? "flags(flow-control): at the cap of one sink syslog-ng stops reading, for all sinks."
      : "No flags(flow-control): at its cap the buffer of a sink drops the newest lines; mem-buf-length() holds some more of them in memory.",
    "time-reopen(1), not 60 s: a sink that is back is found within a second.",
    "log-iw-size() is divided among max-connections(), which is 10 for that reason.",
    "log-msg-size is 128 KiB, not 64 KiB: longer lines come out in pieces.",
    'flags(no-parse) and template("${MESSAGE}\\n"): lines go out as they came in, without a syslog header.',
    ...topology === "cluster"
      ? [
        "A line is balanced by its receipt number (use-rcptid, filters), as there is no balancer with failover; failover() needs sinks that share a port.",
      ]
      : [],
  ];
}
