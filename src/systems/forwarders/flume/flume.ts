/** Starts a Flume agent with file channels, between lines by TCP and sinks by TCP through an adapter of ours. */
import { number } from "../../../lab/plan/settings.ts";
import { runProgram } from "../../../lab/processes/run_program.ts";
import {
  checkJars,
  describeJars,
  findJava,
  type JavaCommand,
  javaProgram,
} from "../../support/java.ts";
import { readSettings } from "../../support/system_settings.ts";
import { startAdapter } from "../adapters/start_adapter.ts";
import { checkForwarding } from "../check_forwarding.ts";
import type {
  Forwarder,
  ForwarderSystem,
  StartForwarderOptions,
} from "../forwarder.ts";
import { makeFolders, startListening } from "../start_listening.ts";
import {
  AGENT,
  BYTES_OF_LINE,
  MIN_FLUME_CAP_BYTES,
  toCapacity,
  toFlumeConfig,
} from "./flume_config.ts";

/** Its jars. */
export const flumeJars = {
  name: "flume",
  title: "Flume",
  jar: /^flume-ng-node-\d/,
};

const HOST = "127.0.0.1";

const parameters = {
  hold: number("Held after a write", 1, {
    unit: "s",
    min: 0,
    max: 3600,
    about:
      "what the adapter wrote to a sink is written again if the connection breaks within this time",
  }),
  lines_of_event: number("Lines of an event", 100, {
    min: 1,
    max: 10_000,
    about: "at most; each event costs a channel the same, however long it is",
  }),
  heap: number("Heap", 512 * 1024 ** 2, {
    unit: "B",
    min: 128 * 1024 ** 2,
    about: "of the virtual machine",
  }),
};

/**
 * Of the log, if the jars can write one: with the events in each channel at its checkpoints, and without a text of fifteen
 * lines for each batch that a channel drops.
 */
const LOG_OPTIONS = [
  "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
  "-Dorg.slf4j.simpleLogger.log.org.apache.flume.channel.file.EventQueueBackingStoreFile=info",
  "-Dorg.slf4j.simpleLogger.log.org.apache.flume.channel.ChannelProcessor=off",
];

/** Time for its version on a busy machine. */
const VERSION_TIMEOUT_S = 60;

export const flume: ForwarderSystem = {
  name: "flume",
  title: "Apache Flume (file channels, through an adapter of Loadline)",
  mode: "real",
  can: ["forward-lines", "sink-clusters", "disk-buffer", "kill"],
  metricFamilies: [],
  programs: [javaProgram, flumeJars],
  parameters,
  identifying: [],
  settings: { flume: describeJars(flumeJars) },
  sizes({ flume = "", ...own }) {
    checkJars(flumeJars, flume);
    readSettings(parameters, own);
    return [];
  },
  buffer: "disk",
  perSink: true,
  atCap: ["drop", "block"],
  start,
};

async function start(options: StartForwarderOptions): Promise<Forwarder> {
  const { forwarding, processes, signal } = options;
  const { flume: jars = "", ...own } = options.settings;
  const { hold, heap, lines_of_event: linesOfEvent } = readSettings(
    parameters,
    own,
  );
  checkForwarding(forwarding, {
    title: flume.title,
    minCap: MIN_FLUME_CAP_BYTES,
    atCap: flume.atCap,
  });
  const java = findJava(flumeJars, jars);
  const folders = await makeFolders(options);
  const config = `${folders.folder}/flume.properties`;
  const deliveries = forwarding.sinks.map(() => processes.freePort());
  const { input: broker, process, spool, configuration } = await startListening(
    options,
    folders,
    {
      title: "Flume",
      toProgram: (port) => ({
        command: toCommand(java, { config, heap }),
        env: {},
        files: [{
          name: "flume.properties",
          text: toFlumeConfig({
            ...{ port, deliveries, linesOfEvent, forwarding },
            spool: folders.spool,
          }),
        }],
      }),
      isTaken: (log) => /Address already in use|Failed to bind/.test(log),
    },
  );
  const adapter = await startAdapter(options, {
    program: new URL("flume_adapter.ts", import.meta.url),
    broker: { host: broker.host, port: broker.port },
    brokerLog: process.log,
    deliveries: deliveries.map((port) => ({ host: HOST, port })),
    linesOfMessage: linesOfEvent,
    hold,
    permissions: [`--allow-read=${process.log}`],
  });
  return {
    version: await readVersion(java, signal),
    inputs: [adapter.input],
    processes: [process, adapter.process],
    main: process,
    spool,
    configuration: [...configuration, adapter.configuration],
    remarks: [
      `Flume has no sink that writes lines to TCP, and its netcat source commits each line in a transaction of its own: an adapter of Loadline appends what it reads at once to the Thrift source, up to ${linesOfEvent} lines in an event, and writes what the Thrift sinks send to the sinks`,
      `A file channel limits events, not bytes: the cap allows ${
        toCapacity(forwarding.bufferCap, linesOfEvent)
      } events, taken for full ones with lines of ${BYTES_OF_LINE} bytes; lines that are queued or dropped are told by the mean of an event`,
      forwarding.atCap === "drop"
        ? "All channels are optional and keep-alive is 0 s: by default a full channel makes the source refuse lines for all sinks after 3 s"
        : "keep-alive is a day, not 3 s: a full channel makes the source wait",
      "maxFileSize is 1 to 4 MiB, not 2 GiB, and checkpointInterval 1 s, not 30 s: Flume deletes a file of a channel only after a checkpoint when all its events are delivered; a channel has two files at least, those of sinks that are there as well",
      "fsyncPerTransaction is off: a line survives the death of the agent, not that of the machine; with it, each batch of each channel waits for the disk",
      "A sink of Flume that found its channel empty sleeps for 1 s or longer, which cannot be set",
      `The sinks acknowledge nothing: what the adapter wrote within ${hold} s, at most 16 MiB, is in its memory to be written again if the connection breaks`,
      "Its monitoring is off, as it cannot be bound to this machine's own address: what is queued is read from its log, which tells it at each checkpoint, and what is dropped is what is neither queued nor delivered, at least",
    ],
    counters: () => adapter.counters(),
  };
}

function toCommand(
  { java, classPath }: JavaCommand,
  { config, heap }: {
    readonly config: string;
    readonly heap: number;
  },
): string[] {
  return [
    ...[java, `-Xmx${heap}`, ...LOG_OPTIONS],
    ...["-cp", classPath, "org.apache.flume.node.Application"],
    ...["--no-reload-conf", "-n", AGENT, "-f", config],
  ];
}

/** Reads `Flume 1.11.0`. */
async function readVersion(
  { java, classPath }: JavaCommand,
  signal: AbortSignal,
): Promise<string> {
  const result = await runProgram(
    [java, "-cp", classPath, "org.apache.flume.tools.VersionInfo"],
    { signal, timeout: VERSION_TIMEOUT_S },
  );
  return /^Flume (\d[\w.-]*)/m.exec(result?.stdout ?? "")?.[1] ?? "";
}
