/** Configuration of a syslog-ng that forwards lines as they are, with a disk buffer for each sink. */
import type { Forwarding } from "../forwarder.ts";

/** Longest line that passes whole, bytes. */
const MAX_LINE_BYTES = 128 * 1024;

/** Connections of generators and hops; each has an equal share of the lines that may be on their way. */
export const MAX_CONNECTIONS = 10;

/** Lines of all connections that may be on their way before syslog-ng stops to read. */
export const WINDOW_LINES = 100_000;

/** Memory of a reliable buffer, bytes: its default of a tenth of the cap exceeds what a large cap would need. */
export const RELIABLE_MEMORY_BYTES = 10 * 1024 * 1024;

/** Lines that are read from a connection, and written to a sink, in one go. */
export const BATCH_LINES = 1000;

/** Seconds between probes of a sink of the cluster that was away. */
const PROBE_INTERVAL_S = 1;

export interface SyslogNgPlan {
  /** Version of the configuration's format, as the program reports it: `3.35`. */
  readonly format: string;
  /** Port of 127.0.0.1 at which it listens. */
  readonly port: number;
  /** Folders for the buffer of each sink. */
  readonly sinkSpools: readonly string[];
  readonly forwarding: Forwarding;
  /** Whether the disk buffer is written before a line is taken, and holds all lines. */
  readonly reliable: boolean;
  /** Lines in memory in front of the disk part of each buffer that is not reliable. */
  readonly frontLines: number;
  /** Lines in memory behind that part once it is full; unless it may not drop, when all on their way must fit. */
  readonly memoryLines: number;
}

/** Returns the text of `syslog-ng.conf`. */
export function toSyslogNgConfig(plan: SyslogNgPlan): string {
  const { format, port, forwarding } = plan;
  const { sinks, topology, atCap } = forwarding;
  const isCluster = topology === "cluster";
  const flags = [
    ...isCluster ? ["final"] : [],
    ...atCap === "block" ? ["flow-control"] : [],
  ];
  const log = (index: number) =>
    [
      "log {",
      "source(in);",
      ...isCluster ? [`filter(f${index + 1});`] : [],
      `destination(d${index + 1});`,
      ...flags.length > 0 ? [`flags(${flags.join()});`] : [],
      "};",
    ].join(" ");
  return `@version: ${format}
options {
  threaded(yes); stats-freq(0); stats-level(1); time-reopen(1); keep-hostname(yes); use-dns(no);
  log-msg-size(${MAX_LINE_BYTES});${isCluster ? " use-rcptid(yes);" : ""}
};
source in {
  network(ip("127.0.0.1") port(${port}) transport("tcp") flags(no-parse)
    max-connections(${MAX_CONNECTIONS}) log-iw-size(${WINDOW_LINES}) log-fetch-limit(${BATCH_LINES}));
};
${sinks.map((_, index) => toDestination(plan, index)).join("\n")}
${
    isCluster
      ? sinks.map((_, index) =>
        `filter f${
          index + 1
        } { "${index}" == "$(% \${RCPTID} ${sinks.length})" };\n`
      ).join("")
      : ""
  }${sinks.map((_, index) => log(index)).join("\n")}
`;
}

/** A destination whose lines are for one sink; in a cluster they go to the others, in turn, while that is away. */
function toDestination(plan: SyslogNgPlan, index: number): string {
  const { sinks, topology } = plan.forwarding;
  const { host = "", port = 0 } = sinks[index] ?? {};
  const others = [...sinks.slice(index + 1), ...sinks.slice(0, index)]
    .map(({ host }) => `"${host}"`);
  const failover = topology === "cluster" && others.length > 0
    ? `
    failover(servers(${
      others.join(", ")
    }) failback(tcp-probe-interval(${PROBE_INTERVAL_S}) successful-probes-required(1)))`
    : "";
  const name = `d${index + 1}`;
  return `destination ${name} {
  network("${host}" port(${port}) transport("tcp") template("\${MESSAGE}\\n") flush-lines(${BATCH_LINES})${failover}
    ${toDiskBuffer(plan, plan.sinkSpools[index] ?? "")}
    persist-name("${name}"));
};`;
}

function toDiskBuffer(plan: SyslogNgPlan, folder: string): string {
  const { reliable, frontLines, memoryLines, forwarding } = plan;
  // Takes lines once the part on disk is full: those that are on their way then, and no more than those.
  const overflowLines = forwarding.atCap === "block"
    ? WINDOW_LINES
    : memoryLines;
  const part = reliable
    ? `mem-buf-size(${RELIABLE_MEMORY_BYTES})`
    : `mem-buf-length(${overflowLines}) qout-size(${frontLines})`;
  return `disk-buffer(reliable(${
    reliable ? "yes" : "no"
  }) disk-buf-size(${forwarding.bufferCap}) dir("${folder}") ${part})`;
}
