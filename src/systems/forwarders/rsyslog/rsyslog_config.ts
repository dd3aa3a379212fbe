/** Configuration of an rsyslogd that forwards lines as they are, with a disk-assisted queue for each sink or cluster. */
import type { Endpoint } from "../../../lab/system/client_spec.ts";
import type { Forwarding } from "../forwarder.ts";

/** Longest line that passes whole, bytes; rsyslog's default of 8 KiB splits lines and has repeated one of 9 kB 910 times. */
const MAX_LINE_BYTES = 128 * 1024;

/** Size of a file of the queue, rsyslog deletes it once all its lines are sent; smaller for a small cap. */
export const MAX_QUEUE_FILE_BYTES = 4 * 1024 * 1024;

/** Files of the queue that fit into its cap: a file as large as the cap makes rsyslog loop when it stops. */
const MIN_QUEUE_FILES = 8;

/** Shares of the memory part of a queue at which it starts to write to disk, and at which it stops. */
export const HIGH_WATERMARK = 0.4;
export const LOW_WATERMARK = 0.1;

/**
 * Milliseconds to wait for space in a full queue before a line is dropped. Without an end, rsyslog 8.2302 waits on when
 * its sink is back, and does not end at SIGTERM.
 */
const ENQUEUE_TIMEOUTS_MS = { block: 10_000, drop: 0 };

/** Lines that a queue hands on in one go. */
export const BATCH_LINES = 1024;

/** Lines of the main queue, which is in memory. */
export const MAIN_QUEUE_LINES = 100_000;

export interface RsyslogPlan {
  /** Port of 127.0.0.1 at which it listens. */
  readonly port: number;
  readonly spool: string;
  /** Folders for the queue of each sink of a fan-out. */
  readonly sinkSpools: readonly string[];
  /** File of its statistics, to which it appends each second. */
  readonly statistics: string;
  readonly forwarding: Forwarding;
  /** Lines of the memory part of each queue. */
  readonly memoryLines: number;
  /** Lines after which a queue notes on disk how far it is. */
  readonly checkpointLines: number;
}

/** Returns the text of `rsyslog.conf`. */
export function toRsyslogConfig(plan: RsyslogPlan): string {
  const { port, spool, statistics, forwarding } = plan;
  return `global(workDirectory="${spool}" net.enableDNS="off" maxMessageSize="${MAX_LINE_BYTES}"
  parser.escapeControlCharactersOnReceive="off")
module(load="imtcp" flowControl="${
    forwarding.atCap === "block" ? "on" : "off"
  }")
module(load="impstats" interval="1" format="json" resetCounters="off" log.syslog="off"
  log.file="${statistics}")
template(name="raw" type="string" string="%rawmsg%\\n")
main_queue(queue.type="FixedArray" queue.size="${MAIN_QUEUE_LINES}" queue.dequeueBatchSize="${BATCH_LINES}"
  queue.workerThreads="1"${
    forwarding.atCap === "block"
      ? ` queue.timeoutEnqueue="${ENQUEUE_TIMEOUTS_MS.block}"`
      : ""
  })
input(type="imtcp" address="127.0.0.1" port="${port}" ruleset="in" supportOctetCountedFraming="off")
${forwarding.topology === "fan-out" ? toFanOut(plan) : toCluster(plan)}`;
}

/** An action with a queue of its own for each sink. */
function toFanOut(plan: RsyslogPlan): string {
  const actions = plan.forwarding.sinks.map((sink, index) =>
    toAction(`sink${index + 1}`, sink, [
      `action.resumeRetryCount="-1"`,
      ...toQueue(plan.sinkSpools[index] ?? plan.spool, plan),
    ])
  );
  return `ruleset(name="in") {
${actions.join("\n")}
}
`;
}

/**
 * A queue for the cluster. Each line is for a sink by chance; while that is away, for the next one. The last one of each
 * branch is tried for ever, so that lines wait in the queue while all are away.
 */
function toCluster(plan: RsyslogPlan): string {
  const { sinks } = plan.forwarding;
  const branches = sinks.map((_, first) => {
    const actions = sinks.map((_, offset) => {
      const index = (first + offset) % sinks.length;
      const isLast = offset === sinks.length - 1;
      return toAction(
        `sink${index + 1}from${first + 1}`,
        sinks[index] as Endpoint,
        [
          `action.resumeRetryCount="${isLast ? -1 : 0}"`,
          ...offset === 0
            ? []
            : [`action.execOnlyWhenPreviousIsSuspended="on"`],
        ],
      );
    });
    return `  ${first === 0 ? "" : "else "}if $.n == ${first} then {
${actions.join("\n")}
  }`;
  });
  return `ruleset(name="in" ${toQueue(plan.spool, plan).join("\n  ")}) {
  set $.n = random(${sinks.length});
${branches.join("\n")}
}
`;
}

function toAction(
  name: string,
  { host, port }: Endpoint,
  more: readonly string[],
): string {
  return `  action(name="${name}" type="omfwd" target="${host}" port="${port}" protocol="tcp" template="raw"
    action.resumeInterval="1" action.resumeIntervalMax="1"
    ${more.join("\n    ")})`;
}

function toQueue(folder: string, plan: RsyslogPlan): string[] {
  const { memoryLines, checkpointLines, forwarding } = plan;
  const { bufferCap, atCap } = forwarding;
  const fileBytes = Math.min(
    MAX_QUEUE_FILE_BYTES,
    Math.floor(bufferCap / MIN_QUEUE_FILES),
  );
  return [
    `queue.type="LinkedList" queue.size="${memoryLines}" queue.dequeueBatchSize="${BATCH_LINES}"`,
    `queue.highWatermark="${
      Math.floor(memoryLines * HIGH_WATERMARK)
    }" queue.lowWatermark="${Math.floor(memoryLines * LOW_WATERMARK)}"`,
    `queue.timeoutEnqueue="${ENQUEUE_TIMEOUTS_MS[atCap]}"`,
    `queue.filename="queue" queue.spoolDirectory="${folder}"`,
    `queue.maxDiskSpace="${bufferCap}" queue.maxFileSize="${fileBytes}"`,
    `queue.saveOnShutdown="on" queue.checkpointInterval="${checkpointLines}"`,
  ];
}
