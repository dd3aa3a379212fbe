/** Configuration of a Flume agent: a Thrift source, a file channel for each sink or for all of a cluster, Thrift sinks. */
import type { Forwarding } from "../forwarder.ts";
import { MAX_EVENTS } from "./flume_client.ts";

export interface FlumePlan {
  /** Port of 127.0.0.1 of its source. */
  readonly port: number;
  /** Ports of 127.0.0.1 at which the adapter takes what is for each sink. */
  readonly deliveries: readonly number[];
  readonly spool: string;
  readonly linesOfEvent: number;
  readonly forwarding: Forwarding;
}

/** Name of the agent in its configuration. */
export const AGENT = "agent";

/** Bytes of a line, by which a cap in bytes becomes a number of events. */
export const BYTES_OF_LINE = 61;

/** Bytes on disk of an event besides its body: its record, that of its delivery, and its place in the checkpoint. */
const BYTES_OF_EVENT = 90;

/** Least number of files of a channel: Flume deletes whole ones, once a checkpoint says that none of theirs is left. */
const FILES_IN_CAP = 16;

const MAX_FILE_BYTES = 4 * 1024 ** 2;

/** Flume allocates as much for a smaller file. */
const MIN_FILE_BYTES = 1024 ** 2;

/** Files of a channel besides those that are full of events; an empty channel has as many. */
const FILES_BESIDE = 2;

/** Least cap: some files of the channel. */
export const MIN_FLUME_CAP_BYTES = 4 * 1024 ** 2;

/** Lines that a sink sends at a time, in one or more events. */
const BATCH_LINES = 10_000;

/** Time between two checkpoints; 30 s by default. */
const CHECKPOINT_MS = 1000;

/** Seconds that a full channel waits for room: for ever, or not at all. */
const KEEP_ALIVE_S = { block: 86_400, drop: 0 };

/** Time that the adapter may take to write to a sink: as long as the sink is away. */
const REQUEST_TIMEOUT_MS = 86_400_000;

/** Events that a channel may hold, so that its files stay within the cap. */
export function toCapacity(bufferCap: number, linesOfEvent: number): number {
  return Math.floor(
    (bufferCap - FILES_BESIDE * toFileSize(bufferCap)) /
      (linesOfEvent * BYTES_OF_LINE + BYTES_OF_EVENT),
  );
}

function toFileSize(bufferCap: number): number {
  const share = Math.floor(bufferCap / FILES_IN_CAP);
  return Math.max(MIN_FILE_BYTES, Math.min(MAX_FILE_BYTES, share));
}

/** Returns the text of `flume.properties`. */
export function toFlumeConfig(plan: FlumePlan): string {
  const { port, deliveries, linesOfEvent, forwarding: { topology, atCap } } =
    plan;
  const channels = (topology === "cluster" ? [0] : deliveries)
    .map((_, position) => `channel-${position + 1}`);
  const sinks = deliveries.map((_, position) => `sink-${position + 1}`);
  const all = channels.join(" ");
  return `${AGENT}.sources = in
${AGENT}.channels = ${all}
${AGENT}.sinks = ${sinks.join(" ")}
${AGENT}.sources.in.type = thrift
${AGENT}.sources.in.bind = 127.0.0.1
${AGENT}.sources.in.port = ${port}
${AGENT}.sources.in.channels = ${all}
${
    // A channel that may drop must not make the source refuse lines for all.
    atCap === "drop"
      ? `${AGENT}.sources.in.selector.optional = ${all}\n`
      : ""}${
    channels.map((channel, position) => toChannel(channel, position, plan))
      .join("")
  }${
    sinks.map((sink, position) =>
      toSink(sink, {
        channel: channels[position] ?? channels[0] ?? "",
        port: deliveries[position] ?? 0,
        linesOfEvent,
      })
    ).join("")
  }`;
}

function toChannel(
  name: string,
  position: number,
  { spool, linesOfEvent, forwarding }: FlumePlan,
): string {
  const { bufferCap, atCap, topology, sinks } = forwarding;
  const prefix = `${AGENT}.channels.${name}`;
  // By the name of its sink the size of each buffer is found.
  const folder = topology === "cluster"
    ? "cluster"
    : sinks[position]?.name ?? name;
  return `${prefix}.type = file
${prefix}.checkpointDir = ${spool}/${folder}/checkpoint
${prefix}.dataDirs = ${spool}/${folder}/data
${prefix}.capacity = ${toCapacity(bufferCap, linesOfEvent)}
${prefix}.transactionCapacity = ${MAX_EVENTS}
${prefix}.keep-alive = ${KEEP_ALIVE_S[atCap]}
${prefix}.maxFileSize = ${toFileSize(bufferCap)}
${prefix}.checkpointInterval = ${CHECKPOINT_MS}
${prefix}.fsyncPerTransaction = false
${prefix}.fsyncInterval = 5
${prefix}.minimumRequiredSpace = 1048576
`;
}

function toSink(
  name: string,
  { channel, port, linesOfEvent }: {
    readonly channel: string;
    readonly port: number;
    readonly linesOfEvent: number;
  },
): string {
  const prefix = `${AGENT}.sinks.${name}`;
  return `${prefix}.type = thrift
${prefix}.hostname = 127.0.0.1
${prefix}.port = ${port}
${prefix}.channel = ${channel}
${prefix}.batch-size = ${Math.max(1, Math.floor(BATCH_LINES / linesOfEvent))}
${prefix}.request-timeout = ${REQUEST_TIMEOUT_MS}
`;
}
